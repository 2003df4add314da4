package io.switchgear.scan.schedule;

import io.switchgear.store.Store;
import java.time.Instant;
import java.util.Optional;

/** Schedules in a store in memory, without a scheduler: their runs are moved by the test. */
public final class MemorySchedules implements AutoCloseable {

  private final Store store = Store.inMemory();
  private final RunTable runs = new RunTable(store.sql());
  private final Schedules schedules;

  public MemorySchedules(Instant now) {
    schedules =
        new StoredSchedules(
            new ScheduleTable(store.sql()),
            runs,
            () -> TestServer.SETTINGS,
            (request, caller) ->
                request.tool().equals("port_scan")
                    ? Optional.empty()
                    : Optional.of("tool: there is no '" + request.tool() + "'"),
            () -> now,
            Thread::startVirtualThread,
            () -> {});
  }

  public Schedules schedules() {
    return schedules;
  }

  /** Ends the claimed run, with changes against another job. */
  public void endRun(String job, String before, RunChanges changes, Instant now) {
    ScheduleRun run = runs.find(job).orElseThrow();
    runs.started(run, now);
    runs.ended(
        run,
        Optional.of(io.switchgear.scan.job.JobState.COMPLETED),
        "",
        Optional.of(before),
        Optional.of(changes),
        now);
  }

  @Override
  public void close() {
    store.close();
  }
}
