package io.switchgear.app;

import io.switchgear.app.runtime.Shutdown;
import io.switchgear.scan.JobEngine;
import io.switchgear.scan.schedule.ScheduleListener;
import io.switchgear.scan.schedule.Scheduling;
import io.switchgear.store.Store;
import io.switchgear.watch.events.ScheduleEvents;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.pekko.actor.CoordinatedShutdown;

/** Gives the schedules their parts. */
final class ScheduleWiring {

  private ScheduleWiring() {}

  /** Starts the scheduler; empty if nothing is stored. */
  static Optional<Scheduling> start(Switchgear app, Shutdown shutdown) {
    return app.storage()
        .store()
        .flatMap(store -> app.engine().map(engine -> start(app, shutdown, store, engine)));
  }

  private static Scheduling start(
      Switchgear app, Shutdown shutdown, Store store, JobEngine engine) {
    ScheduleListener events = new ScheduleEvents(app.events());
    ScheduleListener figures = app.metering().jobs();
    Scheduling scheduling =
        Scheduling.start(
            app.system(),
            new Scheduling.Environment(
                store.sql(),
                engine.jobs(),
                engine::problem,
                app::currentPermissions,
                () -> app.settings().jobs(),
                told -> {
                  figures.onScheduleEvent(told);
                  events.onScheduleEvent(told);
                },
                InstantSource.system()));
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-schedules", scheduling::close);
    return scheduling;
  }
}
