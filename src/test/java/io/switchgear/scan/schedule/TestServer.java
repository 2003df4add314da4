package io.switchgear.scan.schedule;

import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.config.JobSettings;
import io.switchgear.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A scheduler on a store, with an actor system whose time the test moves. Killing it leaves the
 * store as it is.
 */
final class TestServer implements AutoCloseable {

  static final JobSettings.Schedules SETTINGS =
      new JobSettings.Schedules(Duration.ofMinutes(5), 10, 5);

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  final ManualTime time = ManualTime.get(kit.system());
  final List<ScheduleEvent> events = new CopyOnWriteArrayList<>();
  final AtomicInteger sweeps = new AtomicInteger();
  final ScheduleTable table;
  final RunTable runs;
  final Schedules schedules;
  final ActorRef<Scheduler.Command> scheduler;

  /** Runs when a look has read the tables, before the scheduler hears of it. */
  volatile Runnable afterRead = () -> {};

  /** Runs when the scheduler has heard of the end of a look or of some work. */
  volatile Runnable afterTold = () -> {};

  volatile CurrentPermissions permissions = CurrentPermissions.AS_QUEUED;
  volatile RunChanges changes = new RunChanges(0, 0, 0, 0, 0, 0, 0);

  TestServer(Store store, TestJobs jobs, InstantSource clock) {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    table = new ScheduleTable(store.sql());
    runs = new RunTable(store.sql());
    ScheduleRounds rounds =
        new ScheduleRounds(table, runs, SETTINGS::grace, events::add, most -> most.dividedBy(2));
    RunWork work =
        new RunWork(
            table,
            runs,
            jobs,
            caller -> permissions.of(caller),
            (before, after) -> changes,
            SETTINGS::grace,
            events::add,
            clock);
    scheduler =
        kit.spawn(
            Scheduler.create(
                now -> {
                  ScheduleRounds.Outcome outcome = rounds.round(now);
                  afterRead.run();
                  return outcome;
                },
                work,
                new Scheduler.Sweeps(sweeps::incrementAndGet, () -> Duration.ofHours(1)),
                clock,
                task ->
                    threads.execute(
                        () -> {
                          task.run();
                          afterTold.run();
                        })));
    schedules =
        new StoredSchedules(
            table,
            runs,
            () -> SETTINGS,
            (request, caller) ->
                request.tool().equals("port_scan")
                    ? Optional.empty()
                    : Optional.of("tool: there is no '" + request.tool() + "'"),
            clock,
            threads,
            () -> scheduler.tell(Scheduler.Wake.INSTANCE));
  }

  void wake() {
    scheduler.tell(Scheduler.Wake.INSTANCE);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
