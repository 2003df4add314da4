package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The log of a supervisor. Its lines have the MDC entries {@code callId} and {@code breaker} (the
 * state), and those of the supervisor's setup and of the call. The entries are set only for lines
 * that are written, because setting them costs more than most messages do.
 */
final class SupervisorLog<O> {

  private static final String CALL_ID = "callId";
  private static final String BREAKER = "breaker";
  private static final Logger LOG = LoggerFactory.getLogger(CallSupervisor.class);

  private final ActorContext<Command<O>> context;
  private final PublishedState<O> published;
  private final Map<String, String> logKeys;
  private String callId = "";

  /** The call that the lines are about, if it need not be looked up by its id. */
  private Optional<RunCall<O>> call = Optional.empty();

  SupervisorLog(
      ActorContext<Command<O>> context, SupervisorSetup<O> setup, PublishedState<O> published) {
    this.context = context;
    context.setLoggerName(CallSupervisor.class);
    this.published = published;
    this.logKeys = setup.logKeys();
  }

  /** The lines from now on are about this message. */
  void about(Command<O> command) {
    callId = command.callId();
    call = command instanceof RunCall<O> asked ? Optional.of(asked) : Optional.empty();
  }

  /** The lines from now on are about this call. */
  void about(RunCall<O> reported) {
    callId = reported.callId();
    call = Optional.of(reported);
  }

  void write(Consumer<Logger> line) {
    SupervisorState<O> state = published.state();
    Map<String, String> keys = new HashMap<>(logKeys);
    keys.put(CALL_ID, callId);
    keys.put(BREAKER, state.breaker().state().wire());
    keys.putAll(call.map(RunCall::logKeys).orElseGet(() -> state.calls().logKeys(callId)));
    keys.forEach(MDC::put);
    try {
      line.accept(context.getLog());
    } finally {
      keys.keySet().forEach(MDC::remove);
    }
  }

  /** As {@link #write}; costs nothing while the level is off. */
  void debug(String line, Object fact) {
    if (LOG.isDebugEnabled()) {
      write(log -> log.debug(line, fact));
    }
  }
}
