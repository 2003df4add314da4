package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.schedule.RunChanges;
import io.switchgear.scan.schedule.Schedule;
import io.switchgear.scan.schedule.ScheduleRun;
import io.switchgear.scan.schedule.ScheduleSpec;
import io.switchgear.scan.schedule.ScheduleView;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A schedule. Durations are in seconds.
 *
 * @param nextDueAt the next time by the schedule; null if it is disabled or never due again
 * @param nextRunAt start of that run: later by the drawn jitter
 * @param nextRunLocal the same by the clock of the zone, with its offset
 * @param lastRun null if there was none
 * @param nextRuns next times by the schedule, by the clock of the zone; absent in lists
 */
public record ScheduleJson(
    String id,
    String name,
    String principal,
    boolean enabled,
    String cron,
    String zone,
    double jitter,
    String missed,
    int missedLimit,
    String overlap,
    String tool,
    ObjectNode arguments,
    List<String> exclude,
    int priority,
    OptionalDouble deadline,
    OptionalInt rate,
    boolean randomise,
    OptionalInt keepRuns,
    OptionalDouble keepAge,
    boolean compare,
    Optional<Instant> nextDueAt,
    Optional<Instant> nextRunAt,
    Optional<String> nextRunLocal,
    Optional<Run> lastRun,
    @JsonInclude(Include.NON_ABSENT) Optional<List<String>> nextRuns,
    Instant createdAt,
    Instant updatedAt) {

  private static final int TEXT_CHARS = 2_000;

  /**
   * @param nextRuns next due times; empty for a list of schedules
   */
  public static ScheduleJson of(ScheduleView view, Optional<List<Instant>> nextRuns) {
    Schedule schedule = view.schedule();
    ScheduleSpec spec = schedule.spec();
    JobRequest job = spec.job();
    ZoneId zone = ZoneId.of(spec.zone());
    return new ScheduleJson(
        schedule.id(),
        spec.name(),
        schedule.principal(),
        schedule.enabled(),
        spec.cron(),
        spec.zone(),
        seconds(spec.jitter()),
        spec.missed().wire(),
        spec.missedLimit(),
        spec.overlap().wire(),
        job.tool(),
        job.arguments(),
        job.exclude(),
        job.priority(),
        seconds(job.deadline()),
        job.rate(),
        job.randomised(),
        spec.keepRuns(),
        seconds(spec.keepAge()),
        spec.compare(),
        schedule.nextDue(),
        schedule.nextStart(),
        schedule.nextStart().map(at -> local(at, zone)),
        view.last().map(Run::of),
        nextRuns.map(times -> times.stream().map(at -> local(at, zone)).toList()),
        schedule.createdAt(),
        schedule.updatedAt());
  }

  private static String local(Instant at, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(zone));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static OptionalDouble seconds(Optional<Duration> duration) {
    return duration.isPresent()
        ? OptionalDouble.of(seconds(duration.get()))
        : OptionalDouble.empty();
  }

  /**
   * A run of a schedule.
   *
   * @param jobId null if no job was started
   * @param kind {@code clock}, {@code catch_up} or {@code manual}
   * @param state {@code waiting}, {@code claimed}, {@code running}, {@code ended}, {@code skipped},
   *     {@code missed} or {@code refused}
   * @param reason why it did not run or did not end as it should; null otherwise
   * @param jobState in which its job ended; null before
   * @param comparedWith the job that it was compared with; null if it was not
   * @param changes since that job; null if it was not compared
   */
  public record Run(
      Optional<String> jobId,
      Instant dueAt,
      String kind,
      String state,
      Optional<String> reason,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<String> jobState,
      Optional<String> comparedWith,
      Optional<Changes> changes) {

    public static Run of(ScheduleRun run) {
      return new Run(
          Optional.of(run.job()).filter(id -> hasJob(run)),
          run.dueAt(),
          run.kind().wire(),
          run.state().wire(),
          Optional.of(run.reason())
              .filter(text -> !text.isEmpty())
              .map(text -> UntrustedText.line(text, TEXT_CHARS)),
          run.startedAt(),
          run.endedAt(),
          run.jobState().map(JobState::wire),
          Optional.of(run.comparedWith()).filter(id -> !id.isEmpty()),
          run.changes().map(Changes::of));
    }

    private static boolean hasJob(ScheduleRun run) {
      return switch (run.state()) {
        case CLAIMED, RUNNING, ENDED -> true;
        case WAITING, SKIPPED, MISSED, REFUSED -> false;
      };
    }
  }

  /** What changed between two runs, in numbers. */
  public record Changes(
      long hostsCame,
      long hostsGone,
      long hostsChanged,
      long portsOpened,
      long portsClosed,
      long portsChanged,
      long notCompared) {

    static Changes of(RunChanges changes) {
      return new Changes(
          changes.hostsCame(),
          changes.hostsGone(),
          changes.hostsChanged(),
          changes.portsOpened(),
          changes.portsClosed(),
          changes.portsChanged(),
          changes.notCompared());
    }
  }

  /**
   * A page of schedules, the newest first.
   *
   * @param nextCursor of the next page; null on the last one
   */
  public record All(List<ScheduleJson> schedules, Optional<String> nextCursor) {

    public static All of(Page<ScheduleView> page) {
      return new All(
          page.items().stream().map(view -> ScheduleJson.of(view, Optional.empty())).toList(),
          page.next());
    }
  }

  /**
   * A page of a schedule's runs, the newest first.
   *
   * @param nextCursor of the next page; null on the last one
   */
  public record Runs(List<Run> runs, Optional<String> nextCursor) {

    public static Runs of(Page<ScheduleRun> page) {
      return new Runs(page.items().stream().map(Run::of).toList(), page.next());
    }
  }
}
