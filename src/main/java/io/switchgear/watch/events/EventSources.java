package io.switchgear.watch.events;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Transition;
import io.switchgear.breaker.TransitionListener;
import io.switchgear.calls.drill.Drill;
import io.switchgear.calls.drill.DrillListener;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.cluster.quorum.QuorumListener;
import io.switchgear.config.Reloaded;
import io.switchgear.watch.alerts.Alert;
import io.switchgear.watch.alerts.AlertListener;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.health.HealthListener;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.view.AlertJson;
import io.switchgear.watch.view.EventJson;

/** Adds an event to the log for each notification that it receives as a listener. */
public final class EventSources
    implements TransitionListener, QuorumListener, HealthListener, DrillListener, AlertListener {

  private final EventLog log;

  public EventSources(EventLog log) {
    this.log = log;
  }

  @Override
  public void onTransition(Transition transition) {
    log.add(Kind.BREAKER_TRANSITION, EventJson.BreakerTransition.of(transition));
  }

  @Override
  public void changed(String tool, BreakerState own, Verdict before, Verdict now) {
    log.add(Kind.QUORUM_CHANGED, EventJson.QuorumChanged.of(tool, own, before, now));
  }

  @Override
  public void onHealthChanged(HealthStatus before, HealthReport now) {
    log.add(Kind.HEALTH_CHANGED, EventJson.HealthChanged.of(before, now));
  }

  @Override
  public void onDrill(Change change, Drill drill) {
    log.add(Kind.DRILL_CHANGED, EventJson.DrillChanged.of(change.wire(), drill));
  }

  /** Must be called after each reload, whether it was applied or refused. */
  public void onReload(Reloaded reloaded) {
    log.add(Kind.CONFIG, EventJson.ConfigReloaded.of(reloaded));
  }

  /** Must be called after each change of what MCP clients are offered. */
  public void onCatalogChanged(EventJson.CatalogChanged change) {
    log.add(Kind.CATALOG_CHANGED, change);
  }

  @Override
  public void onAlert(Alert alert) {
    log.add(Kind.ALERT, AlertJson.of(alert));
  }
}
