package io.switchgear.watch.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.HealthMonitor.GetHistory;
import io.switchgear.watch.health.HealthMonitor.GetLatest;
import io.switchgear.watch.health.HealthMonitor.History;
import io.switchgear.watch.health.HealthMonitor.Latest;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthReport.CheckResult;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.health.Priority;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The one JSON of the health as programs read it, for the operator API and MCP alike. */
public final class HealthReader {

  /** Above the time in which the monitor gives a round up. */
  public static final Duration PATIENCE = Duration.ofSeconds(19);

  private final ActorSystem<?> system;
  private final ActorRef<HealthMonitor.Command> monitor;

  public HealthReader(ActorSystem<?> system, ActorRef<HealthMonitor.Command> monitor) {
    this.system = system;
    this.monitor = monitor;
  }

  /** A report that is not older than that. */
  public CompletionStage<HealthReport> report(Duration maxAge) {
    return AskPattern.ask(
        monitor,
        replyTo -> new HealthMonitor.GetHealth(maxAge, replyTo),
        PATIENCE,
        system.scheduler());
  }

  /** The last report, with its age; starts no round. */
  public CompletionStage<ObjectNode> latest() {
    CompletionStage<Latest> asked =
        AskPattern.ask(monitor, GetLatest::new, PATIENCE, system.scheduler());
    return asked.thenApply(HealthReader::json);
  }

  /** The last reports, oldest first. */
  public CompletionStage<ObjectNode> history() {
    CompletionStage<History> asked =
        AskPattern.ask(monitor, GetHistory::new, PATIENCE, system.scheduler());
    return asked.thenApply(
        history -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          ArrayNode reports = json.putArray("reports");
          history.reports().forEach(report -> reports.add(json(report)));
          return json;
        });
  }

  public static ObjectNode json(Latest latest) {
    ObjectNode json = json(latest.report());
    json.put("age_seconds", seconds(latest.age()));
    json.put("stale", latest.stale());
    return json;
  }

  public static ObjectNode json(HealthReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("status", report.status().wire());
    json.put("timestamp", report.at().toString());
    json.put("duration_seconds", seconds(report.took()));
    ArrayNode checks = json.putArray("checks");
    for (CheckResult check : report.checks()) {
      checks
          .addObject()
          .put("name", check.name())
          .put("group", check.group())
          .put("priority", check.priority().wire())
          .put("status", check.status().wire())
          .put("message", check.message())
          .put("duration_seconds", seconds(check.took()))
          .put("timestamp", check.at().toString());
    }
    json.set("summary", summary(report));
    return json;
  }

  private static ObjectNode summary(HealthReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    counts(json.putObject("counts"), report, check -> true);
    ArrayNode failures = json.putArray("critical_failures");
    report.checks().stream()
        .filter(check -> check.priority() == Priority.CRITICAL)
        .filter(check -> check.status() == HealthStatus.UNHEALTHY)
        .forEach(check -> failures.add(check.name()));
    json.put(
        "average_duration_seconds",
        report.checks().stream().mapToDouble(check -> seconds(check.took())).average().orElse(0));
    ObjectNode priorities = json.putObject("priorities");
    for (Priority priority : Priority.values()) {
      counts(priorities.putObject(priority.wire()), report, check -> check.priority() == priority);
    }
    return json;
  }

  private static void counts(ObjectNode json, HealthReport report, Predicate<CheckResult> which) {
    for (HealthStatus status : HealthStatus.values()) {
      json.put(
          status.wire(),
          report.checks().stream().filter(which).filter(check -> check.status() == status).count());
    }
  }

  private static double seconds(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e6;
  }
}
