package io.switchgear.scan.run;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.RangeSet;
import java.util.List;

/** Ends a job whose blocks are finished. */
final class JobEnd {

  private final JobRunner job;

  JobEnd(JobRunner job) {
    this.job = job;
  }

  /** Addresses that were left out and are no longer excluded are scanned before the end. */
  void finishOrGoOn(BlockDesk desk) {
    job.read(
        () -> {
          RangeSet leftOut = RangeSet.EMPTY;
          for (String text : job.parts().jobs().leftOut(job.row().id())) {
            leftOut = leftOut.plus(RangeSet.parse(List.of(text.split(","))));
          }
          desk.leftOut(leftOut);
        },
        () ->
            desk.takeLeftOut()
                .ifPresentOrElse(
                    blocks -> job.write(old -> RowChange.of(old).leftOutTaken(blocks), desk::offer),
                    () -> finish(desk.excluded())));
  }

  /**
   * All blocks are finished. A host without a result may then be missing only by a fault of this
   * program, which must not look like a whole result.
   */
  private void finish(RangeSet excluded) {
    long millis = job.ranMillis();
    job.write(
        old -> {
          if (!job.definition().isCut()) {
            return ended(old, List.of()).ran(millis);
          }
          long done = old.counters().hostsDone();
          long total = job.total(excluded);
          List<JobProblem> lost = done < total ? List.of(lost(total - done)) : List.of();
          return ended(old, lost).ran(millis).hosts(Math.max(done, total));
        },
        () -> {});
  }

  private JobProblem lost(long hosts) {
    return new JobProblem(
        "lost",
        hosts,
        "",
        "All blocks are finished, but these hosts have no result, which is a fault of the server."
            + " Compare the job's hosts with its targets, and scan again what is missing.",
        job.now());
  }

  /**
   * Ends the job as far as it is.
   *
   * @param why problems of the job
   */
  void giveUp(List<JobProblem> why) {
    long millis = job.ranMillis();
    job.write(old -> ended(old, why).ran(millis), () -> {});
  }

  /** An order that was stored before goes first: a job that is being stopped does not end here. */
  private RowChange ended(JobRow row, List<JobProblem> further) {
    return switch (row.state()) {
      case PLANNING, RUNNING, QUEUED, PAUSED ->
          RowChange.of(row).ended(last(row, further), job.now(), further);
      case PAUSING, CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED -> RowChange.of(row);
    };
  }

  private JobState last(JobRow row, List<JobProblem> further) {
    if (row.counters().problems() + further.size() == 0) {
      return JobState.COMPLETED;
    }
    boolean nothing =
        !job.definition().isCut()
            || row.counters().hostsDone() <= job.parts().jobs().hostsWithProblems(row.id());
    return nothing ? JobState.FAILED : JobState.PARTIAL;
  }
}
