package io.switchgear.scan.job;

/**
 * A change of a job, told after it was stored.
 *
 * @param job after the change, as {@link Job#brief}
 * @param kind what changed
 * @param here whether this node made the change. Each change is made by one node and told on all,
 *     so what may happen only once in a cluster follows the changes of its own node
 */
public record JobEvent(Job job, Kind kind, boolean here) {

  /** A change that this node made. */
  public JobEvent(Job job, Kind kind) {
    this(job.brief(), kind, true);
  }

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
