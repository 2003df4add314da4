package io.switchgear.scan.run;

import io.switchgear.scan.plan.Blocks;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Prepares the hand-out of a job's blocks: resolves its exclusions, and reads which blocks are not
 * finished. It is repeated until the exclusions are known, because without them hosts could be
 * scanned that must not be.
 */
final class JobPlanning {

  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final String TIMER = "plan";

  private final JobRunner job;
  private final ActorContext<ScanJob.Command> context;
  private final TimerScheduler<ScanJob.Command> timers;
  private boolean running;

  JobPlanning(
      JobRunner job,
      ActorContext<ScanJob.Command> context,
      TimerScheduler<ScanJob.Command> timers) {
    this.job = job;
    this.context = context;
    this.timers = timers;
  }

  /** Starts it, unless it runs. */
  void start() {
    if (running) {
      return;
    }
    running = true;
    JobRow row = job.row();
    List<String> exclude = row.exclusions();
    CompletableFuture<ExclusionList> exclusions =
        job.parts().exclusions().apply(job.definition().plan(), exclude).toCompletableFuture();
    long planned = new Blocks(job.definition()).count();
    context.pipeToSelf(
        exclusions.thenApplyAsync(
            read ->
                new ScanJob.Planned(
                    exclude,
                    read,
                    job.parts().jobs().missing(row.id(), planned, row.nextBlock()),
                    job.parts().jobs().waiting(row.id(), 0, Integer.MAX_VALUE)),
            Thread::startVirtualThread),
        (read, failure) -> failure == null ? read : new ScanJob.PlanFailed(failure));
  }

  /** It failed, and is repeated later. */
  void later() {
    running = false;
    timers.startSingleTimer(TIMER, ScanJob.PlanAgain.AGAIN, AGAIN);
  }

  /**
   * Takes a result.
   *
   * @param wanted whether the job still needs it
   * @param changing whether exclusions are being changed
   * @return the excluded addresses; empty if the hand-out must not begin with this result
   */
  Optional<RangeSet> exclusions(ScanJob.Planned planned, boolean wanted, boolean changing) {
    running = false;
    if (!wanted) {
      return Optional.empty();
    }
    if (changing || !planned.exclude().equals(job.row().exclusions())) {
      timers.startSingleTimer(TIMER, ScanJob.PlanAgain.AGAIN, SOON);
      return Optional.empty();
    }
    return switch (planned.exclusions()) {
      case ExclusionList.Known known -> Optional.of(known.addresses());
      case ExclusionList.Refused refused -> {
        job.waitFor(BlockDesk.message(refused.decision()));
        later();
        yield Optional.empty();
      }
    };
  }
}
