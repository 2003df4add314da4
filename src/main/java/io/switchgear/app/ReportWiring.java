package io.switchgear.app;

import io.switchgear.cluster.report.Reports;
import io.switchgear.scan.JobEngine;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.NodesReader;
import io.switchgear.watch.view.OwnAnswers;
import io.switchgear.watch.view.OwnAnswers.OwnJobs;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Gives the reports of all nodes their parts. */
final class ReportWiring {

  private ReportWiring() {}

  /**
   * @param scheduler whether the scheduler runs here
   */
  static Reports start(Switchgear app, HealthReader health, BooleanSupplier scheduler) {
    return Reports.start(
        app.system(),
        app.settings().nodeName(),
        app.members(),
        new OwnAnswers(health, app.path().running(), app.supervised(), () -> jobs(app), scheduler),
        System::nanoTime);
  }

  static NodesReader reader(Switchgear app, HealthReader health, Reports reports) {
    return new NodesReader(
        app.settings().nodeName(), app.members(), reports, health, app.path().running());
  }

  private static CompletionStage<OwnJobs> jobs(Switchgear app) {
    return app.engine()
        .map(JobEngine::work)
        .map(work -> work.thenApply(own -> new OwnJobs(Optional.of(own.owned()), own.blocks())))
        .orElseGet(() -> CompletableFuture.completedFuture(OwnJobs.NONE));
  }
}
