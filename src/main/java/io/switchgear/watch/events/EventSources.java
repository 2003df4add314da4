package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.DrillListener;
import io.switchgear.config.Reloaded;
import io.switchgear.supervisor.Transition;
import io.switchgear.supervisor.TransitionListener;
import io.switchgear.watch.alerts.Alert;
import io.switchgear.watch.alerts.AlertListener;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.health.HealthListener;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthReport.CheckResult;
import io.switchgear.watch.health.HealthStatus;
import java.util.List;

/** Makes events of what the rooms tell their listeners. */
public final class EventSources
    implements TransitionListener, HealthListener, DrillListener, AlertListener {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final EventLog log;

  public EventSources(EventLog log) {
    this.log = log;
  }

  @Override
  public void onTransition(Transition transition) {
    ObjectNode facts = facts();
    facts
        .put("tool", transition.breaker())
        .put("from_state", transition.from().wire())
        .put("to_state", transition.to().wire())
        .put("reason", transition.reason())
        .set("metadata", MAPPER.valueToTree(transition.metadata()));
    log.add(Kind.BREAKER_TRANSITION, facts);
  }

  @Override
  public void onHealthChanged(HealthStatus before, HealthReport now) {
    ObjectNode facts = facts();
    facts.put("from_status", before.wire()).put("to_status", now.status().wire());
    ObjectNode checks = facts.putObject("checks");
    for (CheckResult check : now.checks()) {
      if (check.status() != HealthStatus.HEALTHY) {
        checks.put(check.name(), check.status().wire());
      }
    }
    log.add(Kind.HEALTH_CHANGED, facts);
  }

  @Override
  public void onDrill(Change change, Drill drill) {
    log.add(
        Kind.DRILL_CHANGED,
        facts()
            .put("tool", drill.tool())
            .put("change", change.wire())
            .put("fault", drill.fault().wire())
            .put("calls_left", drill.left())
            .put("operator", drill.operator())
            .put("reason", drill.reason()));
  }

  /** Keys alone: values may be nobody else's business. */
  public void onReload(Reloaded reloaded) {
    ObjectNode facts = facts().put("by", reloaded.by()).put("applied", reloaded.applied());
    keys(facts.putArray("changed"), reloaded.changed());
    keys(facts.putArray("needs_restart"), reloaded.needsRestart());
    ArrayNode problems = facts.putArray("problems");
    reloaded.problems().forEach(problem -> problems.add(problem.key()));
    log.add(Kind.CONFIG, facts);
  }

  private static void keys(ArrayNode array, List<io.switchgear.config.SettingChange> changes) {
    changes.forEach(change -> array.add(change.key()));
  }

  @Override
  public void onAlert(Alert alert) {
    log.add(Kind.ALERT, alert.toJson());
  }

  private static ObjectNode facts() {
    return JsonNodeFactory.instance.objectNode();
  }
}
