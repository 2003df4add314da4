package io.switchgear.watch.metering;

import io.switchgear.metrics.ScheduleMetrics;
import io.switchgear.scan.schedule.ScheduleEvent;
import io.switchgear.scan.schedule.ScheduleListener;
import io.switchgear.watch.alerts.Alerts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts what schedules tell, and keeps the missed runs of the last hour. Thread-safe. */
final class ScheduleFigures implements ScheduleListener, Alerts.MissedRuns {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private record Missed(Instant at, String tool, int runs) {}

  private final Deque<Missed> recent = new ArrayDeque<>();
  private final InstantSource clock;

  ScheduleFigures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void onScheduleEvent(ScheduleEvent event) {
    String tool = event.schedule().spec().job().tool();
    switch (event) {
      case ScheduleEvent.Missed missed -> {
        ScheduleMetrics.missed(tool, missed.runs());
        add(new Missed(clock.instant(), tool, missed.runs()));
      }
      case ScheduleEvent.Refused refused -> ScheduleMetrics.run(tool, "refused");
      case ScheduleEvent.Incomplete incomplete -> ScheduleMetrics.run(tool, "incomplete");
      case ScheduleEvent.Changed changed -> ScheduleMetrics.run(tool, "changed");
    }
  }

  private synchronized void add(Missed missed) {
    recent.add(missed);
    while (recent.size() > MOST) {
      recent.removeFirst();
    }
    forget();
  }

  private void forget() {
    Instant oldest = clock.instant().minus(KEPT);
    recent.removeIf(missed -> missed.at().isBefore(oldest));
  }

  @Override
  public synchronized Set<String> tools() {
    forget();
    return recent.stream().map(Missed::tool).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public synchronized long within(String tool, Duration window) {
    Instant oldest = clock.instant().minus(window);
    return recent.stream()
        .filter(missed -> missed.tool().equals(tool) && !missed.at().isBefore(oldest))
        .mapToLong(Missed::runs)
        .sum();
  }
}
