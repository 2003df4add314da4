package io.switchgear.scan.run;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
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
                    () -> finish(List.of())));
  }

  /**
   * @param further problems of the job
   */
  void finish(List<JobProblem> further) {
    long millis = job.ranMillis();
    boolean cut = job.definition().isCut();
    job.write(
        old -> {
          if (old.state() != JobState.RUNNING && old.state() != JobState.PLANNING) {
            return RowChange.of(old);
          }
          long problems = old.counters().problems() + further.size();
          long done = old.counters().hostsDone();
          boolean nothing = !cut || done <= job.parts().jobs().hostsWithProblems(old.id());
          JobState state =
              problems == 0 ? JobState.COMPLETED : nothing ? JobState.FAILED : JobState.PARTIAL;
          RowChange change = RowChange.of(old).ran(millis);
          return (further.isEmpty() && cut ? change.hosts(done) : change)
              .ended(state, job.now(), further);
        },
        () -> {});
  }
}
