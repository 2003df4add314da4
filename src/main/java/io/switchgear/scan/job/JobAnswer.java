package io.switchgear.scan.job;

/** The answer to a request about one job. */
public sealed interface JobAnswer {

  /** Done; the job after it. */
  record Done(Job job) implements JobAnswer {}

  /** A new job. */
  record Started(Job job) implements JobAnswer {}

  /** The principal has the same job under way; the caller watches that one. */
  record Joined(Job job) implements JobAnswer {}

  /** There is no such job, or it belongs to another principal. */
  record Unknown() implements JobAnswer {}

  /** The request is not valid. */
  record Invalid(String message) implements JobAnswer {}

  /** The job is not in a state for it, such as resuming a job that has ended. */
  record Conflict(Job job, String message) implements JobAnswer {}

  /**
   * The tool refused the plan: invalid arguments, out of scope, or questions to the client.
   *
   * @param outcome as of a call
   */
  record Refused(io.switchgear.tool.ToolOutcome outcome) implements JobAnswer {}

  /**
   * Too many jobs.
   *
   * @param message which limit, and what to do
   */
  record Full(String message, java.time.Duration retryAfter) implements JobAnswer {}
}
