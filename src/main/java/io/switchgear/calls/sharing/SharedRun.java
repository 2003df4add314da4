package io.switchgear.calls.sharing;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run and the callers that wait for it. Its state is one immutable value in an atomic
 * reference, so callers can join and leave while it reports and ends. No callback runs during an
 * update.
 */
final class SharedRun implements Progress {

  /**
   * @param number of the report in its run, from 1
   */
  record Report(long number, double done, double total, String message) {}

  /**
   * @param last report of the run
   * @param open whether callers may still join
   */
  private record State(List<Participant> participants, Optional<Report> last, boolean open) {

    State with(Participant participant) {
      return new State(
          Stream.concat(participants.stream(), Stream.of(participant)).toList(), last, open);
    }

    State without(Participant participant) {
      return new State(
          participants.stream().filter(one -> one != participant).toList(), last, open);
    }

    State reporting(double done, double total, String message) {
      long number = last.map(Report::number).orElse(0L) + 1;
      return new State(participants, Optional.of(new Report(number, done, total, message)), open);
    }

    State ended() {
      return new State(participants, last, false);
    }
  }

  private final AtomicReference<State> state;
  private final CompletableFuture<ToolRun> run = new CompletableFuture<>();
  private final Consumer<SharedRun> closed;

  /**
   * @param first the caller that starts it
   * @param closed called when no caller can join any more; may be called twice
   */
  SharedRun(Participant first, Consumer<SharedRun> closed) {
    this.state = new AtomicReference<>(new State(List.of(first), Optional.empty(), true));
    this.closed = closed;
  }

  /** Adds a participant; returns false if the run is ending. */
  boolean join(Participant participant) {
    return state.updateAndGet(now -> now.open() ? now.with(participant) : now).open();
  }

  /** Gives the last report to a participant that joined late. */
  void catchUp(Participant participant) {
    state.get().last().ifPresent(participant::report);
  }

  /** Called once, by the first caller. */
  void start(Supplier<ToolRun> starting) {
    ToolRun started;
    try {
      started = starting.get();
    } catch (RuntimeException bug) {
      started = ToolRun.of(CompletableFuture.failedFuture(bug));
    }
    started.outcome().whenComplete(this::end);
    run.complete(started);
  }

  @Override
  public void report(double done, double total, String message) {
    State now = state.updateAndGet(before -> before.reporting(done, total, message));
    Report report = now.last().orElseThrow();
    now.participants().forEach(participant -> participant.report(report));
  }

  @Override
  public void log(LogLevel level, String logger, String message) {
    state.get().participants().forEach(participant -> participant.log(level, logger, message));
  }

  /** The run as one participant sees it. */
  ToolRun as(Participant participant) {
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return participant.outcome().copy();
      }

      @Override
      public void stop(StopReason reason) {
        leave(participant, reason);
      }
    };
  }

  private void end(ToolOutcome outcome, Throwable bug) {
    State last = state.updateAndGet(State::ended);
    closed.accept(this);
    for (Participant participant : last.participants()) {
      if (bug == null) {
        participant.outcome().complete(outcome);
      } else {
        participant.outcome().completeExceptionally(bug);
      }
    }
  }

  /**
   * One of several participants is answered at once. The last one stops the run, and gets the
   * partial result.
   */
  private void leave(Participant participant, ToolRun.StopReason reason) {
    State before =
        state.getAndUpdate(
            now -> isLast(now, participant) ? now.ended() : now.without(participant));
    if (isLast(before, participant)) {
      closed.accept(this);
      run.thenAccept(started -> started.stop(reason));
    } else {
      participant
          .outcome()
          .complete(
              new Cancelled(
                  "The call was cancelled; the run continues for other callers with the same"
                      + " request.",
                  ToolOutput.NONE));
    }
  }

  private static boolean isLast(State state, Participant participant) {
    return state.participants().equals(List.of(participant));
  }
}
