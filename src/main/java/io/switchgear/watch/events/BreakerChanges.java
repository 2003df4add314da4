package io.switchgear.watch.events;

import io.switchgear.watch.events.Event.Kind;
import java.util.function.Consumer;

/**
 * Tells of each event after which a breaker of this node may have another state or other counts.
 */
public final class BreakerChanges {

  private BreakerChanges() {}

  /**
   * @param changed given the tool's name; must return soon
   */
  public static void follow(EventLog events, Consumer<String> changed) {
    events.listen(
        event -> {
          if (event.here() && mayChange(event.kind())) {
            changed.accept(event.facts().path("tool").asText());
          }
        });
  }

  private static boolean mayChange(Kind kind) {
    return switch (kind) {
      case BREAKER_TRANSITION, CALL_ENDED -> true;
      case QUORUM_CHANGED,
          CALL_STARTED,
          HEALTH_CHANGED,
          DRILL_CHANGED,
          CONFIG,
          ALERT,
          JOB_CHANGED,
          SCHEDULE_CHANGED,
          SCHEDULE_MISSED,
          SCHEDULE_FAILED,
          CATALOG_CHANGED ->
          false;
    };
  }
}
