package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The answers that a supervisor owes to callers. If the supervisor stops with calls unread in its
 * mailbox, their callers are answered as well.
 */
final class PendingAnswers<O> {

  private final Set<Answer> owed = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * Sends a question and returns its answer.
   *
   * @param question is sent with the reference for the answer
   * @param ifStopped makes the answer if the supervisor has stopped or stops without one
   * @param executor completes the answer, so that its dependent stages do not run on the
   *     supervisor's thread
   */
  CompletableFuture<O> ask(
      Consumer<ReplyTo<O>> question, Supplier<O> ifStopped, Executor executor) {
    Answer answer = new Answer(ifStopped, executor);
    owed.add(answer);
    question.accept(answer);
    // Checked after sending: either this sees the stop, or the sweep below sees the answer.
    if (stopped) {
      answer.give(ifStopped.get());
    }
    return answer;
  }

  /** Whether the supervisor reads nothing any more. */
  boolean isStopped() {
    return stopped;
  }

  /** The supervisor has stopped. Answers all pending requests. */
  void supervisorStopped() {
    stopped = true;
    owed.forEach(answer -> answer.give(answer.ifStopped.get()));
  }

  /** Completes with the first answer that it is given. */
  private final class Answer extends CompletableFuture<O> implements ReplyTo<O> {

    private final Supplier<O> ifStopped;
    private final Executor executor;

    private Answer(Supplier<O> ifStopped, Executor executor) {
      this.ifStopped = ifStopped;
      this.executor = executor;
    }

    @Override
    public void tell(CallCompleted<O> completed) {
      give(completed.outcome());
    }

    @Override
    public void tellHere(CallCompleted<O> completed) {
      if (owed.remove(this)) {
        complete(completed.outcome());
      }
    }

    private void give(O outcome) {
      if (owed.remove(this)) {
        try {
          executor.execute(() -> complete(outcome));
        } catch (RejectedExecutionException alreadyShut) {
          complete(outcome);
        }
      }
    }
  }
}
