package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.job.JobId;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.store.Store;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which jobs are deleted, on any database. */
abstract class RetentionContract {

  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));
  private static final Caller BOB = new Caller("bob", Set.of(Permission.SCAN_RUN));

  private final Store store = open();
  private final TestJobs jobs = new TestJobs(store.sql());
  private final JobTable table = new JobTable(store.sql());
  private final ScheduleTable schedules = new ScheduleTable(store.sql());
  private int number;

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  private String job(Caller caller, String name, String schedule, JobState state, int daysOld) {
    String id = "%032x".formatted(++number);
    jobs.insert(
        id, JobRequest.of("port_scan", Specs.targets("::1")).named(name).of(schedule), caller);
    if (state.isFinal()) {
      jobs.end(id, state, NOW.minus(Duration.ofDays(daysOld)));
    }
    return id;
  }

  private String schedule(OptionalInt keepRuns, Optional<Duration> keepAge) {
    ScheduleSpec spec = Specs.of("@daily", MissedRuns.SKIP, Overlap.SKIP);
    ScheduleSpec kept =
        new ScheduleSpec(
            spec.cron(),
            spec.zone(),
            spec.jitter(),
            spec.missed(),
            spec.missedLimit(),
            spec.overlap(),
            spec.job(),
            keepRuns,
            keepAge,
            true);
    String id = JobId.draw();
    schedules.add(
        id,
        new ScheduleTable.Change(ANN, kept, true, Optional.empty(), Optional.empty()),
        10,
        10,
        NOW);
    return id;
  }

  private int sweep(int perName) {
    return new Retention(
            new RetentionTable(store.sql()),
            jobs,
            () -> new JobSettings.Retention(Duration.ofDays(90), perName, Duration.ofHours(1)),
            () -> NOW)
        .sweep();
  }

  private void assertKept(List<String> kept, List<String> deleted) {
    for (String id : kept) {
      assertTrue(
          table.find(id).isPresent(), () -> "kept: " + Integer.parseInt(id.substring(24), 16));
    }
    for (String id : deleted) {
      assertTrue(
          table.find(id).isEmpty(), () -> "deleted: " + Integer.parseInt(id.substring(24), 16));
    }
  }

  @Test
  void oldJobsAreDeletedButNoneThatHasNotEnded() {
    String old = job(ANN, "", "", JobState.COMPLETED, 91);
    String oldFailed = job(ANN, "x", "", JobState.FAILED, 91);
    String young = job(ANN, "", "", JobState.COMPLETED, 89);
    String open = job(ANN, "", "", JobState.QUEUED, 0);
    assertEquals(2, sweep(50));
    assertKept(List.of(young, open), List.of(old, oldFailed));
    assertEquals(0, sweep(50));
  }

  @Test
  void deletionsThatWereInterruptedAreFinished() {
    store.sql().write(handle -> handle.execute("INSERT INTO scan_deletion (job) VALUES ('gone')"));
    assertEquals(0, sweep(50));
    assertEquals(0, table.finishDeletions());
  }

  @Test
  void ofJobsWithANameTheNewestAreKept() {
    List<String> named = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      named.add(job(ANN, "lab", "", JobState.COMPLETED, 1));
      others.add(job(ANN, "", "", JobState.COMPLETED, 1));
    }
    others.add(job(BOB, "lab", "", JobState.COMPLETED, 1));
    others.add(job(ANN, "lab", "", JobState.RUNNING, 0));
    assertEquals(3, sweep(2));
    assertKept(named.subList(3, 5), named.subList(0, 3));
    assertKept(others, List.of());
  }

  @Test
  void aScheduleHasValuesOfItsOwn() {
    String few = schedule(OptionalInt.of(1), Optional.empty());
    String longer = schedule(OptionalInt.empty(), Optional.of(Duration.ofDays(400)));
    String first = job(ANN, "lab", few, JobState.COMPLETED, 2);
    String second = job(ANN, "lab", few, JobState.COMPLETED, 1);
    String old = job(ANN, "lab", longer, JobState.COMPLETED, 300);
    String tooOld = job(ANN, "lab", longer, JobState.PARTIAL, 401);
    job(ANN, "lab", longer, JobState.COMPLETED, 1);
    assertEquals(2, sweep(50));
    assertKept(List.of(second, old), List.of(first, tooOld));
  }

  @Test
  void theLastCompleteJobOfAScheduleIsKept() {
    String id = schedule(OptionalInt.of(1), Optional.empty());
    String older = job(ANN, "lab", id, JobState.COMPLETED, 300);
    String basis = job(ANN, "lab", id, JobState.COMPLETED, 200);
    String partial = job(ANN, "lab", id, JobState.PARTIAL, 100);
    String last = job(ANN, "lab", id, JobState.FAILED, 1);
    assertEquals(2, sweep(50));
    assertKept(List.of(basis, last), List.of(older, partial));
    schedules.delete(id);
    assertEquals(1, sweep(50));
    assertKept(List.of(last), List.of(basis));
  }

  @Test
  void runsWithoutAJobGoWhenTheyAreOld() {
    String id = schedule(OptionalInt.empty(), Optional.empty());
    store
        .sql()
        .write(
            handle -> {
              for (int days : List.of(1, 100)) {
                RunTable.insert(
                    handle,
                    JobId.draw(),
                    id,
                    new Decision.NewRun(
                        NOW.minus(Duration.ofDays(days)),
                        ScheduleRun.Kind.CLOCK,
                        ScheduleRun.State.MISSED,
                        "late"),
                    NOW.minus(Duration.ofDays(days)));
              }
              return null;
            });
    sweep(50);
    assertEquals(
        List.of(NOW.minus(Duration.ofDays(1))),
        new RunTable(store.sql())
            .list(id, 10, Optional.empty()).items().stream().map(ScheduleRun::dueAt).toList());
  }
}
