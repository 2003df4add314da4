package io.switchgear.supervisor;

import io.switchgear.tool.ToolOutcome;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Those who are owed an answer by a supervisor, so that they get one even if it stops with their
 * calls unread in its mailbox.
 */
final class Callers {

  private final Set<Caller> owed = ConcurrentHashMap.newKeySet();
  private volatile boolean gone;

  /**
   * Asks, and gives what is answered.
   *
   * @param question is sent with the reference for the answer
   * @param ifGone the answer if there is nobody to ask any more
   * @param executor runs what hangs on the answer, so that it does not run on the supervisor's
   *     thread
   */
  CompletableFuture<ToolOutcome> ask(
      Consumer<Caller> question, ToolOutcome ifGone, Executor executor) {
    Caller caller = new Caller(ifGone, executor);
    owed.add(caller);
    question.accept(caller);
    // After it was sent: either this sees that nobody reads it, or the sweep below sees the caller.
    if (gone) {
      caller.answer(ifGone);
    }
    return caller;
  }

  /** The supervisor has stopped; whoever it left without an answer gets one now. */
  void supervisorGone() {
    gone = true;
    owed.forEach(caller -> caller.answer(caller.ifGone));
  }

  /** Someone who waits, by a stage; the first answer counts. */
  final class Caller extends CompletableFuture<ToolOutcome> implements ReplyTo {

    private final ToolOutcome ifGone;

    private final Executor executor;

    private Caller(ToolOutcome ifGone, Executor executor) {
      this.executor = executor;
      this.ifGone = ifGone;
    }

    @Override
    public void tell(Answered answered) {
      answer(answered.outcome());
    }

    private void answer(ToolOutcome outcome) {
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
