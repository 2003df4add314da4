package io.switchgear.scan.schedule;

import io.switchgear.scan.job.JobRequest;
import io.switchgear.tool.CborSerializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the principal of a schedule writes.
 *
 * @param cron as in {@link DueTimes#ALLOWED}
 * @param zone name of a time zone
 * @param jitter each run starts later by a random part of it, 0 to 1 h; shorter than the time
 *     between two runs
 * @param missedLimit with {@link MissedRuns#ALL}: most runs that are made up for, 1 to {@value
 *     #MAX_MISSED}
 * @param job to start; its name, 1 to 128 characters, is also the schedule's
 * @param keepRuns jobs of the schedule that are kept, 1 to 10,000; the global setting if empty
 * @param keepAge for how long its jobs are kept, 1 h to 10 years; the global setting if empty
 * @param compare whether each complete run is compared with the complete run before
 */
public record ScheduleSpec(
    String cron,
    String zone,
    Duration jitter,
    MissedRuns missed,
    int missedLimit,
    Overlap overlap,
    JobRequest job,
    OptionalInt keepRuns,
    Optional<Duration> keepAge,
    boolean compare)
    implements CborSerializable {

  static final int MAX_MISSED = 100;

  public static final Duration MAX_JITTER = Duration.ofHours(1);
  public static final int USUAL_MISSED_LIMIT = 10;

  private static final int MAX_NAME = 128;
  private static final int MAX_KEPT = 10_000;
  private static final Duration MIN_AGE = Duration.ofHours(1);
  private static final Duration MAX_AGE = Duration.ofDays(3_660);

  public String name() {
    return job.name();
  }

  DueTimes times() {
    return DueTimes.of(cron, DueTimes.zone(zone));
  }

  /**
   * Checks all values except those of the job, which are checked when it is planned.
   *
   * @throws InvalidSchedule if one is not allowed
   */
  public void check(Instant now) {
    String name = name();
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new InvalidSchedule(
          "name",
          name.isBlank() ? "missing" : "too long",
          "1 to " + MAX_NAME + " characters, for example \"lab every night\"");
    }
    DueTimes times = times();
    if (times.after(now).isEmpty()) {
      throw new InvalidSchedule(
          "cron", "'" + cron + "' is never due", "an expression whose days exist");
    }
    range("jitter", jitter, Duration.ZERO, MAX_JITTER, "0 to 1 h");
    Optional<Duration> distance = times.shortestDistance(now);
    if (distance.isPresent() && jitter.compareTo(distance.get()) >= 0) {
      throw new InvalidSchedule(
          "jitter",
          "not shorter than the time between two runs",
          "less than " + distance.get().toMinutes() + " minutes with this cron expression");
    }
    range("missed_limit", missedLimit, MAX_MISSED);
    keepRuns.ifPresent(runs -> range("keep_runs", runs, MAX_KEPT));
    keepAge.ifPresent(age -> range("keep_age", age, MIN_AGE, MAX_AGE, "1 h to 3660 d"));
  }

  private static void range(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw new InvalidSchedule(field, Integer.toString(value), "1 to " + max);
    }
  }

  private static void range(
      String field, Duration value, Duration min, Duration max, String allowed) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidSchedule(field, value.toSeconds() + " s", allowed);
    }
  }
}
