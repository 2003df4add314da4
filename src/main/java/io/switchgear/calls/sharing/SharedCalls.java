package io.switchgear.calls.sharing;

import io.switchgear.store.ArgumentsDigest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls that ask the same share one run: same tool, arguments that mean the same, the same
 * caller with the same permissions. Only for tools that say they are idempotent. So a client that
 * gave up and asks again meets the run that it left behind, or one of another client in the same
 * name, and starts no second one. Other callers do not learn that there is one. A call with answers
 * of its client's is never shared: what one human agreed to is not for others.
 *
 * <p>The run keeps the deadline of the call that started it. It is stopped when the last caller has
 * left, and not before. Safe for use by many threads.
 */
public final class SharedCalls extends ForwardingTools {

  private static final Logger LOG = LoggerFactory.getLogger(SharedCalls.class);

  /** What makes calls identical; the digest covers the tool's name. */
  private record Question(ArgumentsDigest digest, Caller caller, Set<Kind> answerable) {}

  private final ToolCatalog inner;
  private final Predicate<String> shares;
  private final ConcurrentHashMap<Question, SharedRun> underWay = new ConcurrentHashMap<>();

  /**
   * @param inner runs the calls
   * @param shares whether calls of the tool of that name may share, as the operator set it
   */
  public SharedCalls(ToolCatalog inner, Predicate<String> shares) {
    this.inner = inner;
    this.shares = shares;
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    boolean idempotent =
        inner.find(call.tool()).map(tool -> tool.hints().idempotent()).orElse(false);
    return idempotent && shares.test(call.tool()) && call.dialogue().answers().isEmpty()
        ? join(call, progress)
        : inner.call(call, progress);
  }

  private ToolRun join(ToolCall call, Progress progress) {
    Question question =
        new Question(
            ArgumentsDigest.of(call.tool(), call.arguments()),
            call.caller(),
            call.dialogue().answerable());
    Participant participant = new Participant(progress);
    SharedRun fresh = new SharedRun(participant, over -> underWay.remove(question, over));
    SharedRun run =
        underWay.compute(
            question, (same, known) -> known != null && known.join(participant) ? known : fresh);
    if (run == fresh) {
      fresh.start(() -> inner.call(call, fresh));
    } else {
      LOG.debug("call {} shares a run of '{}' that is under way", call.id(), call.tool());
      run.catchUp(participant);
    }
    return run.as(participant);
  }

  /** Runs that calls can still join. */
  int underWay() {
    return underWay.size();
  }
}
