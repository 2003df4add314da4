package io.switchgear.config;

import java.util.Locale;

/** What a webhook can report: the states that a breaker can enter, alerts, and changes of jobs. */
public enum WebhookEvent {
  CLOSED,
  OPEN,
  HALF_OPEN,
  ALERT,
  JOBS;

  /** The name in the configuration; of a state, the name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
