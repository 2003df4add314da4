package io.switchgear.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.alerts.Alert;
import io.switchgear.alerts.AlertListener;
import io.switchgear.drill.Drill;
import io.switchgear.drill.DrillListener;
import io.switchgear.events.Event.Kind;
import io.switchgear.health.HealthListener;
import io.switchgear.health.HealthReport;
import io.switchgear.health.HealthReport.CheckResult;
import io.switchgear.health.HealthStatus;
import io.switchgear.supervisor.Transition;
import io.switchgear.supervisor.TransitionListener;

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

  @Override
  public void onAlert(Alert alert) {
    log.add(Kind.ALERT, alert.toJson());
  }

  private static ObjectNode facts() {
    return JsonNodeFactory.instance.objectNode();
  }
}
