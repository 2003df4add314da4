package io.switchgear.watch.health;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.breaker.Cause;
import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.Drills;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.Availability.Unavailable;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two health checks per tool: the state of its breaker, and whether the tool can run here. */
public final class ToolChecks {

  /** How long a half-open breaker counts as degraded while no call probes it. */
  private static final Duration LATELY = Duration.ofMinutes(5);

  private ToolChecks() {}

  /**
   * @param drills an active drill is named in the breaker's finding
   */
  public static List<HealthCheck> of(List<Tool> tools, SupervisedTools supervised, Drills drills) {
    List<HealthCheck> checks = new ArrayList<>();
    for (Tool tool : tools) {
      String name = tool.descriptor().name();
      checks.add(
          new HealthCheck(
              "breaker:" + name,
              Priority.IMPORTANT,
              () -> {
                BreakerStats stats = supervised.stats(name).toCompletableFuture().get();
                return breaker(snapshot(supervised, name), isRecent(stats), drills.of(name));
              }));
      checks.add(new HealthCheck("tool:" + name, Priority.INFORMATIONAL, () -> availability(tool)));
    }
    return checks;
  }

  /**
   * Uses statistics from the supervisor instead of its published snapshot, because its answer shows
   * that the actor is alive.
   */
  private static boolean isRecent(BreakerStats stats) {
    return stats
        .lastStateChange()
        .filter(change -> change.isAfter(Instant.now().minus(LATELY)))
        .isPresent();
  }

  private static BreakerSnapshot snapshot(SupervisedTools supervised, String name) {
    return supervised.snapshots().stream()
        .filter(breaker -> breaker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Adds an active drill to the message; it does not change the status.
   *
   * @param lately whether the breaker entered its state recently
   */
  static Finding breaker(BreakerSnapshot breaker, boolean lately, Optional<Drill> drill) {
    Finding finding = breaker(breaker, lately);
    return drill
        .map(on -> new Finding(finding.status(), finding.message() + " " + on.sentence()))
        .orElse(finding);
  }

  private static Finding breaker(BreakerSnapshot breaker, boolean lately) {
    return switch (breaker.state()) {
      case CLOSED -> Finding.healthy(closed(breaker));
      case HALF_OPEN -> halfOpen(breaker, lately);
      case OPEN -> Finding.unhealthy(open(breaker));
    };
  }

  /**
   * Degraded only for a while after a failure, because the next call may come late. A breaker that
   * an operator opened is not degraded, because the order says nothing about the tool's health.
   */
  private static Finding halfOpen(BreakerSnapshot breaker, boolean lately) {
    if (breaker.probing()) {
      return Finding.degraded("Half open: a probe call is running.");
    }
    String waits = "Half open: the next call is admitted as a probe.";
    return lately && !breaker.openedBy().equals(Optional.of(Cause.OPERATOR))
        ? Finding.degraded(waits)
        : Finding.healthy(waits);
  }

  private static String open(BreakerSnapshot breaker) {
    String why = "Open, because " + breaker.why();
    return breaker.standing().isPresent()
        ? why + "; held until the order is lifted or expires."
        : String.format(
            Locale.ROOT,
            "%s; the next probe is possible in %.1f s.",
            why,
            breaker.retryAfter().toMillis() / 1_000.0);
  }

  private static String closed(BreakerSnapshot breaker) {
    String calls = "Closed; " + Quantity.of(breaker.running(), "call") + " running.";
    return breaker
        .standing()
        .map(
            order ->
                "%s It cannot open, because %s ordered %s: %s."
                    .formatted(calls, order.operator(), order.action().wire(), order.reason()))
        .orElse(calls);
  }

  private static Finding availability(Tool tool) {
    return switch (tool.availability()) {
      case Available found ->
          Finding.healthy(
              found.limits().isEmpty() ? found.version() : found.version() + "; " + found.limits());
      case Unavailable missing -> Finding.unhealthy(missing.reason() + " " + missing.remedy());
    };
  }
}
