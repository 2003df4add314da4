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
import java.util.OptionalDouble;
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

  private double incomplete(Duration window) {
    return figures.value(Measure.INCOMPLETE_JOBS, "nmap", window).orElseThrow();
  }

  private OptionalDouble stuck(String tool) {
    return figures.value(Measure.STUCK_JOBS, tool, HOUR);
  }

  @Test
  void onlyJobsThatEndPartialOrFailedAreIncomplete() {
    for (JobState state : JobState.values()) {
      told(state, JobEvent.Kind.STATE);
      told(state, JobEvent.Kind.PROGRESS);
      told(state, JobEvent.Kind.DELETED);
      Job job = SampleJobs.of(state, List.of()).job();
      figures.accept(new JobEvent(job, JobEvent.Kind.STATE, false));
    }
    assertEquals(2, incomplete(HOUR));
    assertEquals(Set.of("nmap"), figures.tools());
    assertEquals(OptionalDouble.of(0), figures.value(Measure.INCOMPLETE_JOBS, "port_scan", HOUR));
    assertEquals(OptionalDouble.of(0), figures.value(Measure.MISSED_RUNS, "nmap", HOUR));
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

  /** The database may not answer, or another node may have become the one that reads it. */
  @Test
  void stuckJobsAreThoseOfTheLastNews() {
    assertEquals(OptionalDouble.empty(), stuck("nmap"));
    figures.stuck(Map.of("nmap", 3L));
    assertEquals(OptionalDouble.of(3), stuck("nmap"));
    assertEquals(OptionalDouble.of(0), stuck("port_scan"));
    now = now.plusSeconds(61);
    assertEquals(OptionalDouble.empty(), stuck("nmap"));
    figures.stuck(Map.of("nmap", 1L));
    figures.stuck(Map.of());
    assertEquals(OptionalDouble.of(0), stuck("nmap"));
  }
}
