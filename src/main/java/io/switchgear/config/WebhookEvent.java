package io.switchgear.config;

import java.util.Locale;

/**
 * What a webhook can report: the states that a breaker can enter, alerts, changes of jobs, and what
 * schedules tell.
 */
public enum WebhookEvent {
  CLOSED,
  OPEN,
  HALF_OPEN,
  ALERT,
  JOBS,
  SCHEDULES;

  /** The name in the configuration; of a state, the name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
