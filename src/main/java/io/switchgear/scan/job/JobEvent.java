package io.switchgear.scan.job;

/**
 * A change of a job, told after it was stored.
 *
 * @param job after the change
 * @param kind what changed
 */
public record JobEvent(Job job, Kind kind) {

  public enum Kind {
    /** The state, including the creation. */
    STATE,
    /** The counters, or the reason for waiting; at most once a second for each job. */
    PROGRESS,
    /** Questions were asked or answered. */
    QUESTIONS,
    DELETED
  }
}
