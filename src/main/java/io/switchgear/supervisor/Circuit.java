package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.TraceContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * All that a supervisor knows, as one value: the parameter of its behaviors, published after every
 * message.
 *
 * @param draining no call is let in any more
 * @param drains who waits for the last call to end
 * @param answers given by the message at hand; sent once its consequences are published, so that
 *     whoever is answered finds the state that the answer led to
 */
record Circuit(
    Breaker breaker,
    CallTable calls,
    Ledger ledger,
    boolean draining,
    List<ActorRef<Drained>> drains,
    List<Answer<?>> answers) {

  /** An answer to be sent. */
  record Answer<T>(Consumer<T> to, T message) {
    void send() {
      to.accept(message);
    }
  }

  static Circuit of(Breaker breaker) {
    return new Circuit(breaker, CallTable.NONE, Ledger.EMPTY, false, List.of(), List.of());
  }

  /** What log lines about the command are marked with. */
  Map<String, String> logKeys(Command command) {
    String state = breaker.state().wire();
    Optional<TraceContext> trace =
        command instanceof CallTool call ? call.trace() : calls.trace(command.callId());
    return trace.isPresent()
        ? Map.of(
            LogKeys.CALL_ID, command.callId(),
            LogKeys.BREAKER, state,
            LogKeys.TRACE_ID, trace.get().traceId())
        : Map.of(LogKeys.CALL_ID, command.callId(), LogKeys.BREAKER, state);
  }

  Circuit with(Breaker next) {
    return new Circuit(next, calls, ledger, draining, drains, answers);
  }

  Circuit with(CallTable next) {
    return new Circuit(breaker, next, ledger, draining, drains, answers);
  }

  Circuit with(Ledger next) {
    return new Circuit(breaker, calls, next, draining, drains, answers);
  }

  Circuit drainedFor(ActorRef<Drained> replyTo) {
    return new Circuit(breaker, calls, ledger, true, plus(drains, replyTo), answers);
  }

  <T> Circuit answering(Consumer<T> to, T message) {
    return new Circuit(
        breaker, calls, ledger, draining, drains, plus(answers, new Answer<>(to, message)));
  }

  /** Without calls, and for good. */
  Circuit ended() {
    return new Circuit(breaker, CallTable.NONE, ledger, true, drains, answers);
  }

  /** With the drains answered, if there is nothing left to wait for. */
  Circuit drained(String tool) {
    if (!calls.isEmpty()) {
      return this;
    }
    List<Answer<?>> all = answers;
    for (ActorRef<Drained> drain : drains) {
      all = plus(all, new Answer<>(drain::tell, new Drained(tool)));
    }
    return new Circuit(breaker, calls, ledger, draining, List.of(), all);
  }

  Circuit answered() {
    return answers.isEmpty()
        ? this
        : new Circuit(breaker, calls, ledger, draining, drains, List.of());
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
