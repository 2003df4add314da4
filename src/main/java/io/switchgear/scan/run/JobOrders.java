package io.switchgear.scan.run;

import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.RowChange;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.PendingInput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Orders to an open job: pause, resume, cancel, change, answers. What an order does is decided when
 * it is stored, by the state that the job has then, because results and other orders may be stored
 * before it.
 */
final class JobOrders {

  private final JobRunner job;
  private final ActorContext<ScanJob.Command> context;

  /**
   * Changes that wait for the one before them, so that they take effect in the order of arrival.
   */
  private final Deque<ScanJob.Change> changes = new ArrayDeque<>();

  private boolean changing;

  JobOrders(JobRunner job, ActorContext<ScanJob.Command> context) {
    this.job = job;
    this.context = context;
  }

  void pause(ActorRef<JobReply> replyTo) {
    job.stopOrdered();
    job.write(
        old ->
            switch (old.state()) {
              case PLANNING, RUNNING ->
                  RowChange.of(old).ran(job.ranMillis()).state(JobState.PAUSING);
              case QUEUED -> RowChange.of(old).state(JobState.PAUSED);
              case PAUSING, PAUSED, CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED ->
                  RowChange.of(old);
            },
        () -> {
          job.stopOrderStored();
          reply(replyTo, "paused", JobState.PAUSING, JobState.PAUSED);
        });
  }

  void cancel(ActorRef<JobReply> replyTo) {
    job.stopOrdered();
    job.write(
        old ->
            switch (old.state()) {
              case PLANNING, RUNNING, PAUSING ->
                  RowChange.of(old).ran(job.ranMillis()).state(JobState.CANCELLING);
              case QUEUED, PAUSED ->
                  RowChange.of(old).ended(JobState.CANCELLED, job.now(), List.of());
              case CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED -> RowChange.of(old);
            },
        () -> {
          job.stopOrderStored();
          reply(replyTo, "cancelled", JobState.CANCELLING, JobState.CANCELLED);
        });
  }

  void resume(ActorRef<JobReply> replyTo) {
    job.write(
        old ->
            switch (old.state()) {
              case PAUSED -> RowChange.of(old).state(JobState.QUEUED);
              case PAUSING -> RowChange.of(old).state(JobState.RUNNING);
              case QUEUED, PLANNING, RUNNING, CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED ->
                  RowChange.of(old);
            },
        () -> {
          if (job.row().state() == JobState.QUEUED) {
            job.requeued();
          } else {
            job.goOn();
          }
          reply(replyTo, "resumed", JobState.QUEUED, JobState.PLANNING, JobState.RUNNING);
        });
  }

  private void reply(ActorRef<JobReply> replyTo, String what, JobState... wanted) {
    replyTo.tell(
        List.of(wanted).contains(job.row().state())
            ? new JobReply.Done(job.view().brief())
            : conflict(what));
  }

  private JobReply conflict(String what) {
    return new JobReply.Conflict(
        job.view().brief(),
        "The job is %s and cannot be %s.".formatted(job.row().state().wire(), what));
  }

  /** Whether a change is not stored yet. */
  boolean isChanging() {
    return changing;
  }

  void change(ScanJob.Change change) {
    if (job.definition().whole() && change.change().exclude().isPresent()) {
      change
          .replyTo()
          .tell(
              new JobReply.Invalid(
                  "exclude: this job is one call, which cannot be changed. Cancel it, and make the"
                      + " call again with the exclusions."));
      return;
    }
    changes.add(change);
    next();
  }

  private void next() {
    if (changing || changes.isEmpty()) {
      return;
    }
    changing = true;
    ScanJob.Change change = changes.remove();
    if (change.change().exclude().isEmpty()) {
      store(change, Optional.empty());
      return;
    }
    context.pipeToSelf(
        job.parts().exclusions().apply(job.definition().plan(), change.change().exclude().get()),
        (read, failure) ->
            new ScanJob.Changing(
                change, failure == null ? read : BlockDesk.refused("" + failure.getMessage())));
  }

  void changed(ScanJob.Changing changing) {
    switch (changing.exclusions()) {
      case ExclusionList.Refused refused -> {
        changing
            .asked()
            .replyTo()
            .tell(new JobReply.Invalid(BlockDesk.message(refused.decision())));
        stored();
      }
      case ExclusionList.Known known -> {
        // From now on, so that no block is handed out with what was just excluded.
        job.exclude(known.addresses());
        store(changing.asked(), Optional.of(known.addresses()));
      }
    }
  }

  private void store(ScanJob.Change change, Optional<RangeSet> excluded) {
    JobChange asked = change.change();
    job.write(
        old ->
            old.state() == JobState.CANCELLING || old.state().isFinal()
                ? RowChange.of(old)
                : RowChange.of(old)
                    .limits(
                        asked.priority().orElse(old.priority()),
                        asked.exclude().orElse(old.exclusions()),
                        rate(asked.rate(), old.maxRate()),
                        excluded.map(job::total).orElse(old.counters().hostsTotal()))
                    .ran(job.ranMillis()),
        () -> {
          JobState state = job.row().state();
          change
              .replyTo()
              .tell(
                  state == JobState.CANCELLING || state.isFinal()
                      ? conflict("changed")
                      : new JobReply.Done(job.view().brief()));
          job.parts().changed().run();
          stored();
          if (state == JobState.RUNNING || state == JobState.PLANNING) {
            job.goOn();
          }
        });
  }

  private void stored() {
    changing = false;
    next();
  }

  private static OptionalInt rate(OptionalInt asked, OptionalInt before) {
    return asked.isEmpty() ? before : asked.getAsInt() == 0 ? OptionalInt.empty() : asked;
  }

  void answer(ScanJob.Answer answer) {
    job.write(
        old ->
            pending(old)
                .map(asked -> asked.with(answer.answers()))
                .map(
                    next ->
                        RowChange.of(old)
                            .dialogue(Optional.of(DataJson.write(next).toString()))
                            .waiting(next.isAnswered() ? "" : old.waiting()))
                .orElseGet(() -> RowChange.of(old)),
        () -> {
          answer.replyTo().tell(new JobReply.Done(job.view().brief()));
          job.tellQuestions();
          if (job.row().state() == JobState.RUNNING) {
            job.goOn();
          }
        });
  }

  private static Optional<PendingInput> pending(JobRow row) {
    return row.dialogue().map(json -> DataJson.read(json, PendingInput.class));
  }
}
