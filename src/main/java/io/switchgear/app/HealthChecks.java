package io.switchgear.app;

import io.switchgear.breaker.Cause;
import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.Drills;
import io.switchgear.supervisor.BreakerSnapshot;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolStats;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.Availability.Unavailable;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is looked at: what the server stands on, every tool's breaker, and whether what the tool
 * needs is on this machine. A new check is one line here.
 */
final class HealthChecks {

  /** How long a tool that failed is suspected while nobody calls it. */
  private static final Duration LATELY = Duration.ofMinutes(5);

  private HealthChecks() {}

  static List<HealthCheck> of(
      List<HealthCheck> system,
      List<Tool> tools,
      SupervisedTools supervised,
      Drills drills,
      Optional<BreakerKeeper> keeper,
      Recorded recorded) {
    List<HealthCheck> checks = new ArrayList<>(system);
    recorded
        .log()
        .ifPresent(
            log -> checks.add(new HealthCheck("audit", Priority.IMPORTANT, recorded::finding)));
    keeper.ifPresent(
        kept -> checks.add(new HealthCheck("store", Priority.IMPORTANT, kept::finding)));
    for (Tool tool : tools) {
      String name = tool.descriptor().name();
      checks.add(
          new HealthCheck(
              "breaker:" + name,
              Priority.IMPORTANT,
              () -> {
                ToolStats stats = supervised.stats(name).toCompletableFuture().get();
                return breaker(snapshot(supervised, name), isRecent(stats), drills.of(name));
              }));
      checks.add(new HealthCheck("tool:" + name, Priority.INFORMATIONAL, () -> availability(tool)));
    }
    return checks;
  }

  /** Asked of its supervisor itself, which so shows that it is there. */
  private static boolean isRecent(ToolStats stats) {
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
   * A drill says nothing about how well the tool is, but an operator has to know of it.
   *
   * @param lately whether it came into its state a short time ago
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
   * A tool that failed lately is suspected for a while. It may be long until somebody calls, and
   * after an order nothing is known against it.
   */
  private static Finding halfOpen(BreakerSnapshot breaker, boolean lately) {
    if (breaker.probing()) {
      return Finding.degraded("Half open: a probe tries whether the tool is back.");
    }
    String waits = "Half open: waits for the next call, which is let in as a probe.";
    return lately && !breaker.openedBy().equals(Optional.of(Cause.OPERATOR))
        ? Finding.degraded(waits)
        : Finding.healthy(waits);
  }

  private static String open(BreakerSnapshot breaker) {
    String why = "Open, because " + breaker.reason().sentence();
    return breaker.standing().isPresent()
        ? why + "; held until the order is lifted or expires."
        : String.format(
            Locale.ROOT,
            "%s; tries again in %.1f s.",
            why,
            breaker.retryAfter().toMillis() / 1_000.0);
  }

  private static String closed(BreakerSnapshot breaker) {
    String calls = "Closed; " + Quantity.of(breaker.running(), "call") + " under way.";
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
