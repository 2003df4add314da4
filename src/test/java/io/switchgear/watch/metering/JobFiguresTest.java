package io.switchgear.watch.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.AlertRule.Measure;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobFiguresTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private Instant now = Instant.parse("2026-05-01T10:00:00Z");
  private final JobFigures figures = new JobFigures(() -> now);

  private void told(JobState state, JobEvent.Kind kind) {
    Job job = SampleJobs.of(state, List.of()).job();
    figures.accept(new JobEvent(job, kind));
  }

  private long incomplete(Duration window) {
    return figures.value(Measure.INCOMPLETE_JOBS, "nmap", window);
  }

  @Test
  void onlyJobsThatEndPartialOrFailedAreIncomplete() {
    for (JobState state : JobState.values()) {
      told(state, JobEvent.Kind.STATE);
      told(state, JobEvent.Kind.PROGRESS);
      told(state, JobEvent.Kind.DELETED);
    }
    assertEquals(2, incomplete(HOUR));
    assertEquals(Set.of("nmap"), figures.tools());
    assertEquals(0, figures.value(Measure.INCOMPLETE_JOBS, "port_scan", HOUR));
    assertEquals(0, figures.value(Measure.MISSED_RUNS, "nmap", HOUR));
  }

  @Test
  void jobsLeaveTheWindowAndTheToolStays() {
    told(JobState.FAILED, JobEvent.Kind.STATE);
    now = now.plusSeconds(301);
    assertEquals(0, incomplete(Duration.ofMinutes(5)));
    assertEquals(1, incomplete(HOUR));
    now = now.plus(HOUR);
    assertEquals(0, incomplete(HOUR));
    assertEquals(Set.of("nmap"), figures.tools());
  }

  /** Another node may have become the one that reads the table. */
  @Test
  void stuckJobsAreThoseOfTheLastNews() {
    assertEquals(0, figures.value(Measure.STUCK_JOBS, "nmap", HOUR));
    figures.stuck(Map.of("nmap", 3L));
    assertEquals(3, figures.value(Measure.STUCK_JOBS, "nmap", HOUR));
    assertEquals(0, figures.value(Measure.STUCK_JOBS, "port_scan", HOUR));
    now = now.plusSeconds(61);
    assertEquals(0, figures.value(Measure.STUCK_JOBS, "nmap", HOUR));
    figures.stuck(Map.of("nmap", 1L));
    figures.stuck(Map.of());
    assertEquals(0, figures.value(Measure.STUCK_JOBS, "nmap", HOUR));
  }
}
