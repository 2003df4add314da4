package io.switchgear.calls.sharing;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolRun;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identical calls that run at the same time share one run. Calls are identical if they have the
 * same tool, equal arguments, and the same caller with the same permissions; the tool must be
 * idempotent. A client that gave up and asks again joins the run that its first call started. Other
 * callers do not learn of the run. A call that carries answers of its client is never shared,
 * because what one human agreed to does not hold for others.
 *
 * <p>The run keeps the deadline of the call that started it. It is stopped when its last caller has
 * left.
 */
public final class SharedCalls implements CallStep {

  private static final Logger LOG = LoggerFactory.getLogger(SharedCalls.class);

  /** Calls with equal keys are identical; the digest covers the tool's name. */
  private record CallKey(ArgumentsDigest digest, Caller caller, Set<Kind> answerable) {}

  private final Function<String, Optional<ToolDescriptor>> tools;
  private final Predicate<String> shares;
  private final ConcurrentHashMap<CallKey, SharedRun> running = new ConcurrentHashMap<>();

  /**
   * @param tools finds a tool by its name
   * @param shares whether the settings let calls of the tool of that name share; read at each call
   */
  public SharedCalls(Function<String, Optional<ToolDescriptor>> tools, Predicate<String> shares) {
    this.tools = tools;
    this.shares = shares;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    boolean idempotent =
        tools.apply(call.tool()).map(tool -> tool.hints().idempotent()).orElse(false);
    // A run keeps the deadline of the call that started it, so a call with a shorter one runs
    // alone.
    boolean ordinary = call.dialogue().answers().isEmpty() && call.remaining().isEmpty();
    return idempotent && ordinary && shares.test(call.tool())
        ? join(call, progress, next)
        : next.call(call, progress);
  }

  private ToolRun join(ToolCall call, Progress progress, Next next) {
    CallKey key =
        new CallKey(
            ArgumentsDigest.of(call.tool(), call.arguments()),
            call.caller(),
            call.dialogue().answerable());
    Participant participant = new Participant(progress);
    SharedRun fresh = new SharedRun(participant, over -> running.remove(key, over));
    SharedRun run =
        running.compute(
            key, (same, known) -> known != null && known.join(participant) ? known : fresh);
    if (run == fresh) {
      fresh.start(() -> next.call(call, fresh));
    } else {
      LOG.debug("call {} shares a running call of '{}'", call.id(), call.tool());
      run.catchUp(participant);
    }
    return run.as(participant);
  }

  /** How many runs a call can still join. */
  int running() {
    return running.size();
  }
}
