package io.switchgear.scan.schedule;

import java.time.Duration;

/** The answer to a request about one schedule. */
public sealed interface ScheduleAnswer {

  /** Done; the schedule after it. */
  record Done(ScheduleView schedule) implements ScheduleAnswer {}

  /** A new schedule. */
  record Created(ScheduleView schedule) implements ScheduleAnswer {}

  /** A run that starts now; it may still be refused. */
  record Started(ScheduleView schedule, ScheduleRun run) implements ScheduleAnswer {}

  /** There is no such schedule, or it belongs to another principal. */
  record Unknown() implements ScheduleAnswer {}

  /** A value is not allowed. */
  record Invalid(String message) implements ScheduleAnswer {}

  /** The caller may see the schedule, but not change this of it. */
  record Forbidden(String message) implements ScheduleAnswer {}

  /** Not in its present state. */
  record Conflict(String message) implements ScheduleAnswer {}

  /** Too many schedules. */
  record Full(String message, Duration retryAfter) implements ScheduleAnswer {}
}
