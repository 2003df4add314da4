package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The whole state of a supervisor as one value: the parameter of its behaviors, published after
 * every message.
 *
 * @param draining no call is admitted any more
 * @param drains wait for the last call to end
 * @param replies to the current message; sent after the state is published, so that the receiver of
 *     a reply finds the state that the reply led to
 */
record SupervisorState<O>(
    Breaker breaker,
    CallTable<O> calls,
    CallHistory history,
    boolean draining,
    List<ActorRef<Drained>> drains,
    List<Reply<?>> replies) {

  /** A reply to be sent. */
  record Reply<T>(Consumer<T> to, T message) {
    void send() {
      to.accept(message);
    }
  }

  static <O> SupervisorState<O> of(Breaker breaker) {
    return new SupervisorState<>(
        breaker, CallTable.none(), CallHistory.EMPTY, false, List.of(), List.of());
  }

  SupervisorState<O> with(Breaker next) {
    return new SupervisorState<>(next, calls, history, draining, drains, replies);
  }

  SupervisorState<O> with(CallTable<O> next) {
    return new SupervisorState<>(breaker, next, history, draining, drains, replies);
  }

  SupervisorState<O> with(CallHistory next) {
    return new SupervisorState<>(breaker, calls, next, draining, drains, replies);
  }

  /** With both after one more call was counted. */
  SupervisorState<O> counted(Breaker next, CallHistory then) {
    return new SupervisorState<>(next, calls, then, draining, drains, replies);
  }

  SupervisorState<O> drainedFor(ActorRef<Drained> replyTo) {
    return new SupervisorState<>(breaker, calls, history, true, plus(drains, replyTo), replies);
  }

  <T> SupervisorState<O> replying(Consumer<T> to, T message) {
    return new SupervisorState<>(
        breaker, calls, history, draining, drains, plus(replies, new Reply<>(to, message)));
  }

  /** Without calls, and draining. */
  SupervisorState<O> ended() {
    return new SupervisorState<>(breaker, CallTable.none(), history, true, drains, replies);
  }

  /** With replies to the drains, if no call is left. */
  SupervisorState<O> drained(String name) {
    if (!calls.isEmpty()) {
      return this;
    }
    List<Reply<?>> all = replies;
    for (ActorRef<Drained> drain : drains) {
      all = plus(all, new Reply<>(drain::tell, new Drained(name)));
    }
    return new SupervisorState<>(breaker, calls, history, draining, List.of(), all);
  }

  SupervisorState<O> replied() {
    return replies.isEmpty()
        ? this
        : new SupervisorState<>(breaker, calls, history, draining, drains, List.of());
  }

  private static <T> List<T> plus(List<T> list, T added) {
    if (list.isEmpty()) {
      return List.of(added);
    }
    List<T> more = new ArrayList<>(list.size() + 1);
    more.addAll(list);
    more.add(added);
    return Collections.unmodifiableList(more);
  }
}
