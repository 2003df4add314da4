package io.switchgear.watch.metering;

import io.switchgear.config.AlertRule.Measure;
import io.switchgear.metrics.ScheduleMetrics;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.ScheduleEvent;
import io.switchgear.scan.schedule.ScheduleListener;
import io.switchgear.watch.alerts.Alerts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Counts what schedules tell, and keeps what alerts need: the missed runs and the incomplete jobs
 * of the last hour, and the jobs that are stuck. Thread-safe.
 */
public final class JobFigures implements ScheduleListener, Consumer<JobEvent>, Alerts.JobValues {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST = 10_000;

  /**
   * After this time without news it is unknown whether jobs are stuck: the database does not
   * answer, or another node reads the table.
   */
  private static final Duration NEWS = Duration.ofMinutes(1);

  private record Happened(Instant at, Measure measure, String tool, int times) {}

  private final Deque<Happened> recent = new ArrayDeque<>();

  /** Kept, so that an alert of a tool without calls is resolved by its value. */
  private final Set<String> tools = new TreeSet<>();

  private final InstantSource clock;
  private Map<String, Long> stuck = Map.of();
  private Instant stuckAt = Instant.MIN;

  JobFigures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void onScheduleEvent(ScheduleEvent event) {
    String tool = event.schedule().spec().job().tool();
    switch (event) {
      case ScheduleEvent.Missed missed -> {
        ScheduleMetrics.missed(tool, missed.runs());
        add(new Happened(clock.instant(), Measure.MISSED_RUNS, tool, missed.runs()));
      }
      case ScheduleEvent.Refused refused -> ScheduleMetrics.run(tool, "refused");
      case ScheduleEvent.Incomplete incomplete -> ScheduleMetrics.run(tool, "incomplete");
      case ScheduleEvent.Changed changed -> ScheduleMetrics.run(tool, "changed");
    }
  }

  @Override
  public void accept(JobEvent event) {
    JobState state = event.job().state();
    // Of the jobs of all nodes, each is counted by one.
    if (event.here()
        && event.kind() == JobEvent.Kind.STATE
        && (state == JobState.PARTIAL || state == JobState.FAILED)) {
      add(new Happened(clock.instant(), Measure.INCOMPLETE_JOBS, event.job().tool(), 1));
    }
  }

  /**
   * @param byTool the jobs without progress at present; tools without one may be missing
   */
  public synchronized void stuck(Map<String, Long> byTool) {
    stuck = Map.copyOf(byTool);
    stuckAt = clock.instant();
    tools.addAll(byTool.keySet());
  }

  private synchronized void add(Happened happened) {
    recent.add(happened);
    tools.add(happened.tool());
    Instant oldest = clock.instant().minus(KEPT);
    while (recent.size() > MOST || recent.getFirst().at().isBefore(oldest)) {
      recent.removeFirst();
    }
  }

  @Override
  public synchronized Set<String> tools() {
    return Set.copyOf(tools);
  }

  @Override
  public synchronized OptionalDouble value(Measure measure, String tool, Duration window) {
    if (measure == Measure.STUCK_JOBS) {
      return stuckAt.isAfter(clock.instant().minus(NEWS))
          ? OptionalDouble.of(stuck.getOrDefault(tool, 0L))
          : OptionalDouble.empty();
    }
    Instant oldest = clock.instant().minus(window);
    return OptionalDouble.of(
        recent.stream()
            .filter(
                happened ->
                    happened.measure() == measure
                        && happened.tool().equals(tool)
                        && !happened.at().isBefore(oldest))
            .mapToLong(Happened::times)
            .sum());
  }
}
