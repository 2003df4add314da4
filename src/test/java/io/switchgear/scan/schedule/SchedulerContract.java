package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.ScheduleRun.State;
import io.switchgear.scan.sql.Cursors;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How runs are started, followed and told, on any database. */
abstract class SchedulerContract {

  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));

  private final Store store = open();
  final TestJobs jobs = new TestJobs(store.sql());
  private volatile Instant now = Instant.parse("2026-05-01T09:30:00Z");
  private final InstantSource clock = () -> now;
  private TestServer server = new TestServer(store, jobs, clock);

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  private String create(MissedRuns missed, Overlap overlap) {
    return created(Specs.of("@hourly", missed, overlap));
  }

  private String created(ScheduleSpec spec) {
    ScheduleAnswer answer = done(server.schedules.create(spec, true, ANN));
    return assertInstanceOf(ScheduleAnswer.Created.class, answer).schedule().schedule().id();
  }

  private static <T> T done(CompletionStage<T> stage) {
    return Await.result("the answer", stage);
  }

  private void timeIs(String time) {
    now = Instant.parse("2026-05-01T" + time + ":00Z");
    server.wake();
  }

  private List<ScheduleRun> runs(String id) {
    return server.runs.list(id, 1000, Optional.empty()).items();
  }

  /** Waits until the runs, the newest first, have these states. */
  private List<ScheduleRun> await(String id, State... states) {
    return Await.value(
        "runs " + List.of(states),
        () -> runs(id),
        found -> found.stream().map(ScheduleRun::state).toList().equals(List.of(states)));
  }

  /** Moves the clock by some seconds at a time until the newest run has this state. */
  private void passUntil(String id, State state) {
    Await.value(
        "a run that is " + state,
        () -> {
          now = now.plusSeconds(5);
          server.wake();
          return runs(id).getFirst();
        },
        run -> run.state() == state);
  }

  private void end(ScheduleRun run, JobState state) {
    jobs.end(run.job(), state, now);
    server.wake();
  }

  private void restart() {
    server.close();
    server = new TestServer(store, jobs, clock);
  }

  @Test
  void aRunStartsAtItsTimeWithItsPrincipal() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("09:59");
    assertEquals(List.of(), runs(id));
    now = Instant.parse("2026-05-01T10:00:00Z");
    Await.until(
        "the run by the timer",
        () -> {
          server.time.timePasses(Scheduler.INTERVAL);
          return runs(id).stream().anyMatch(run -> run.state() == State.RUNNING);
        });
    ScheduleRun run = runs(id).getFirst();
    assertEquals(Instant.parse("2026-05-01T10:00:00Z"), run.dueAt());
    assertEquals(List.of(run.job()), jobs.inserted);
    assertEquals(List.of(ANN), jobs.callers);
    assertEquals(
        Optional.of(Instant.parse("2026-05-01T11:00:00Z")),
        server.table.find(id).orElseThrow().nextDue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "x", "0123456789abcdef0123456789abcde\0"})
  void aTextThatIsNoIdIsUnknown(String id) {
    Schedules schedules = server.schedules;
    assertEquals(Optional.empty(), done(schedules.find(id, ANN)));
    assertEquals(Optional.empty(), done(schedules.runs(id, 1, Optional.empty(), ANN)));
    ScheduleAnswer unknown = new ScheduleAnswer.Unknown();
    assertEquals(unknown, done(schedules.run(id, ANN)));
    assertEquals(unknown, done(schedules.delete(id, ANN)));
    assertEquals(unknown, done(schedules.change(id, spec -> spec, Optional.of(true), ANN)));
    assertEquals(Optional.empty(), store.trouble());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void aCursorAtATimeThatNoDatabaseHoldsIsNone(long micros) {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    CompletionStage<?> page = server.schedules.runs(id, 1, Optional.of(Cursors.of(micros)), ANN);
    CompletionException failed =
        assertThrows(CompletionException.class, () -> page.toCompletableFuture().join());
    assertInstanceOf(IllegalArgumentException.class, failed.getCause());
    assertEquals(Optional.empty(), store.trouble());
  }

  @Test
  void aChangeAgainstTheCompleteRunBeforeIsTold() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    ScheduleRun first = await(id, State.RUNNING).getFirst();
    end(first, JobState.COMPLETED);
    await(id, State.ENDED);
    timeIs("11:00");
    ScheduleRun second = await(id, State.RUNNING, State.ENDED).getFirst();
    end(second, JobState.PARTIAL);
    await(id, State.ENDED, State.ENDED);
    server.changes = new RunChanges(1, 2, 3, 4, 5, 6, 7);
    timeIs("12:00");
    ScheduleRun third = await(id, State.RUNNING, State.ENDED, State.ENDED).getFirst();
    end(third, JobState.COMPLETED);
    ScheduleRun ended = await(id, State.ENDED, State.ENDED, State.ENDED).getFirst();
    assertEquals(first.job(), ended.comparedWith());
    assertEquals(Optional.of(server.changes), ended.changes());
    assertEquals(Optional.of(JobState.COMPLETED), ended.jobState());
    Await.until("two events", () -> server.events.size() == 2);
    ScheduleEvent.Incomplete partial =
        assertInstanceOf(ScheduleEvent.Incomplete.class, server.events.get(0));
    assertEquals(Optional.of(JobState.PARTIAL), partial.state());
    ScheduleEvent.Changed changed =
        assertInstanceOf(ScheduleEvent.Changed.class, server.events.get(1));
    assertEquals(first.job(), changed.before());
    assertEquals(third.job(), changed.run().job());
  }

  @Test
  void theDeletedJobOfARunIsIncomplete() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    ScheduleRun run = await(id, State.RUNNING).getFirst();
    jobs.remove(run.job());
    server.wake();
    assertEquals(Optional.empty(), await(id, State.ENDED).getFirst().jobState());
    Await.until("an event", () -> server.events.size() == 1);
  }

  @Test
  void aRunThatOverlapsIsSkipped() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    await(id, State.RUNNING);
    timeIs("11:00");
    await(id, State.SKIPPED, State.RUNNING);
    assertEquals(1, jobs.inserted.size());
  }

  @Test
  void aRunThatOverlapsWaits() {
    String id = create(MissedRuns.SKIP, Overlap.QUEUE);
    timeIs("10:00");
    ScheduleRun first = await(id, State.RUNNING).getFirst();
    timeIs("11:00");
    await(id, State.WAITING, State.RUNNING);
    timeIs("12:00");
    await(id, State.SKIPPED, State.WAITING, State.RUNNING);
    end(first, JobState.COMPLETED);
    await(id, State.SKIPPED, State.RUNNING, State.ENDED);
  }

  @Test
  void aRunThatOverlapsCancelsTheEarlierOne() {
    String id = create(MissedRuns.SKIP, Overlap.CANCEL_RUNNING);
    timeIs("10:00");
    ScheduleRun first = await(id, State.RUNNING).getFirst();
    timeIs("11:00");
    ScheduleRun ended = await(id, State.RUNNING, State.ENDED).getLast();
    assertEquals(List.of(first.job()), jobs.cancelled);
    assertEquals(Optional.of(JobState.CANCELLED), ended.jobState());
    assertTrue(ended.cancelled());
    assertEquals(List.of(), server.events);
  }

  @Test
  void missedRunsAreToldAndMadeUpForOneAfterTheOther() {
    String id = create(MissedRuns.ALL, Overlap.SKIP);
    server.close();
    now = Instant.parse("2026-05-01T14:30:00Z");
    restart();
    List<ScheduleRun> caughtUp =
        await(id, State.WAITING, State.WAITING, State.RUNNING, State.MISSED, State.MISSED);
    Await.until("an event", () -> server.events.size() == 1);
    ScheduleEvent.Missed missed =
        assertInstanceOf(ScheduleEvent.Missed.class, server.events.getFirst());
    assertEquals(5, missed.runs());
    assertEquals(3, missed.caughtUp());
    end(caughtUp.get(2), JobState.COMPLETED);
    await(id, State.WAITING, State.RUNNING, State.ENDED, State.MISSED, State.MISSED);
  }

  /** The server dies before the engine got the request: the next one starts the job. */
  @Test
  void aClaimedRunThatWasNotStartedIsStartedByTheNextServer() {
    jobs.instead = job -> Optional.of(new CompletableFuture<>());
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    ScheduleRun claimed = await(id, State.CLAIMED).getFirst();
    jobs.instead = job -> Optional.empty();
    restart();
    assertEquals(claimed.job(), await(id, State.RUNNING).getFirst().job());
    assertEquals(List.of(claimed.job()), jobs.inserted);
  }

  /** The server dies after the engine stored the job: the next one starts no second one. */
  @Test
  void aClaimedRunThatWasStartedIsNotStartedTwice() {
    jobs.instead =
        job -> {
          jobs.insert(job, Specs.of("@hourly", MissedRuns.SKIP, Overlap.SKIP).job(), ANN);
          return Optional.of(new CompletableFuture<>());
        };
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    ScheduleRun claimed = await(id, State.CLAIMED).getFirst();
    Await.until("the job", () -> jobs.inserted.size() == 1);
    jobs.instead = job -> Optional.empty();
    restart();
    await(id, State.RUNNING);
    assertEquals(List.of(claimed.job()), jobs.inserted);
  }

  /** A look that read the run as claimed is told to the scheduler after the end of the start. */
  @Test
  void aStartThatEndsDuringALookIsNotRepeated() {
    CompletableFuture<JobAnswer> starting = new CompletableFuture<>();
    jobs.instead = job -> Optional.of(starting);
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    Await.until("a start", () -> jobs.callers.size() == 1);
    CompletableFuture<Void> read = new CompletableFuture<>();
    CompletableFuture<Void> told = new CompletableFuture<>();
    server.afterRead =
        () -> {
          read.complete(null);
          told.join();
        };
    server.wake();
    done(read);
    server.afterTold = () -> told.complete(null);
    String job = runs(id).getFirst().job();
    JobRequest request = Specs.of("@hourly", MissedRuns.SKIP, Overlap.SKIP).job();
    starting.complete(new JobAnswer.Started(jobs.insert(job, request, ANN)));
    end(await(id, State.RUNNING).getFirst(), JobState.COMPLETED);
    await(id, State.ENDED);
    assertEquals(List.of(ANN), jobs.callers);
  }

  @Test
  void aRestartRepeatsNoRun() {
    String id = create(MissedRuns.ALL, Overlap.SKIP);
    timeIs("10:00");
    ScheduleRun run = await(id, State.RUNNING).getFirst();
    end(run, JobState.COMPLETED);
    await(id, State.ENDED);
    restart();
    timeIs("10:59");
    assertEquals(1, jobs.inserted.size());
    timeIs("11:00");
    await(id, State.RUNNING, State.ENDED);
  }

  @Test
  void aClockThatIsSetBackRepeatsNoRun() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    end(await(id, State.RUNNING).getFirst(), JobState.COMPLETED);
    await(id, State.ENDED);
    timeIs("09:50");
    done(server.schedules.change(id, spec -> spec, Optional.of(false), ANN));
    done(server.schedules.change(id, spec -> spec, Optional.of(true), ANN));
    timeIs("10:00");
    timeIs("11:00");
    await(id, State.RUNNING, State.ENDED);
  }

  @Test
  void aPrincipalThatMayNoLongerScanDoesNot() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    server.permissions = caller -> Optional.of(new Caller("ann", Set.of(Permission.TOOLS_READ)));
    timeIs("10:00");
    ScheduleRun refused = await(id, State.REFUSED).getFirst();
    assertTrue(refused.reason().contains("'ann' may not run scans"), refused.reason());
    server.permissions = caller -> Optional.empty();
    timeIs("11:00");
    await(id, State.REFUSED, State.REFUSED);
    assertEquals(List.of(), jobs.callers);
    Await.until("two events", () -> server.events.size() == 2);
    assertInstanceOf(ScheduleEvent.Refused.class, server.events.getFirst());
    server.permissions = Optional::of;
    timeIs("12:00");
    await(id, State.RUNNING, State.REFUSED, State.REFUSED);
  }

  @Test
  void aRefusedJobSaysWhy() {
    jobs.instead =
        job ->
            Optional.of(
                CompletableFuture.completedFuture(
                    new JobAnswer.Refused(
                        new ToolOutcome.OutOfScope("8.8.8.8", "deny", "8.8.8.8 is not allowed"))));
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    assertEquals("8.8.8.8 is not allowed", await(id, State.REFUSED).getFirst().reason());
  }

  @Test
  void tooManyJobsDelayARunUntilItIsMissed() {
    jobs.instead =
        job ->
            Optional.of(
                CompletableFuture.completedFuture(
                    new JobAnswer.Full("too many jobs", Duration.ofSeconds(5))));
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    await(id, State.CLAIMED);
    passUntil(id, State.MISSED);
    assertEquals("too many jobs", runs(id).getFirst().reason());
    assertTrue(now.isAfter(Instant.parse("2026-05-01T10:05:00Z")));
    jobs.instead = job -> Optional.empty();
    timeIs("11:00");
    await(id, State.RUNNING, State.MISSED);
  }

  @Test
  void aFailingEngineIsAskedAgain() {
    jobs.instead = job -> Optional.of(CompletableFuture.failedFuture(new IllegalStateException()));
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    timeIs("10:00");
    await(id, State.CLAIMED);
    Await.until("a start", () -> !jobs.callers.isEmpty());
    jobs.instead = job -> Optional.empty();
    passUntil(id, State.RUNNING);
  }

  @Test
  void aRunByHandStartsAtOnceAndLeavesTheTimes() {
    String id = create(MissedRuns.SKIP, Overlap.SKIP);
    ScheduleAnswer.Started started =
        assertInstanceOf(ScheduleAnswer.Started.class, done(server.schedules.run(id, ANN)));
    ScheduleRun run = await(id, State.RUNNING).getFirst();
    assertEquals(started.run().job(), run.job());
    assertEquals(ScheduleRun.Kind.MANUAL, run.kind());
    assertInstanceOf(ScheduleAnswer.Conflict.class, done(server.schedules.run(id, ANN)));
    end(run, JobState.COMPLETED);
    await(id, State.ENDED);
    timeIs("10:00");
    await(id, State.RUNNING, State.ENDED);
  }

  @Test
  void aDisabledScheduleDoesNotRunAndItsWaitingRunsAreSkipped() {
    String id = create(MissedRuns.ALL, Overlap.QUEUE);
    timeIs("10:00");
    await(id, State.RUNNING);
    timeIs("11:00");
    await(id, State.WAITING, State.RUNNING);
    done(server.schedules.change(id, spec -> spec, Optional.of(false), ANN));
    await(id, State.SKIPPED, State.RUNNING);
    timeIs("14:00");
    done(server.schedules.change(id, spec -> spec, Optional.of(true), ANN));
    assertEquals(
        Optional.of(Instant.parse("2026-05-01T15:00:00Z")),
        server.table.find(id).orElseThrow().nextDue());
    assertEquals(2, runs(id).size());
  }

  /** Several servers that are no cluster: the database decides. */
  @Test
  void severalServersStartEachRunOnce() {
    List<String> ids = new java.util.ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(create(MissedRuns.SKIP, Overlap.SKIP));
    }
    try (TestServer second = new TestServer(store, jobs, clock);
        TestServer third = new TestServer(store, jobs, clock)) {
      for (int hour = 10; hour < 20; hour++) {
        now = Instant.parse("2026-05-01T" + hour + ":00:00Z");
        List.of(server, second, third).forEach(TestServer::wake);
        int expected = hour - 9;
        for (String id : ids) {
          Await.value(
              "the run of " + hour + ":00",
              () -> runs(id),
              found -> found.size() == expected && found.getFirst().state() == State.RUNNING);
          jobs.end(runs(id).getFirst().job(), JobState.COMPLETED, now);
        }
        List.of(server, second, third).forEach(TestServer::wake);
        ids.forEach(id -> Await.until("its end", () -> runs(id).getFirst().state() == State.ENDED));
      }
    }
    assertEquals(50, jobs.inserted.size());
    assertEquals(50, Set.copyOf(jobs.inserted).size());
  }
}
