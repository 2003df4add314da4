package io.switchgear.calls.fallback;

import io.switchgear.store.AnswerCache;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.store.StoreException;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the good and complete answers of the tools that may have to be answered for. Callers do not
 * wait for it, and what cannot be kept costs nobody the answer.
 */
public final class KeptAnswers extends ForwardingTools {

  private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);

  private final ToolCatalog inner;
  private final Predicate<String> keeps;
  private final AnswerCache answers;
  private final Clock clock;
  private final Executor writer;

  /**
   * @param keeps whether the answers of the tool of that name are kept
   * @param writer may be blocked
   */
  public KeptAnswers(
      ToolCatalog inner,
      Predicate<String> keeps,
      AnswerCache answers,
      Clock clock,
      Executor writer) {
    this.inner = inner;
    this.keeps = keeps;
    this.answers = answers;
    this.clock = clock;
    this.writer = writer;
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    ToolRun run = inner.call(call, progress);
    if (keeps.test(call.tool())) {
      run.outcome()
          .thenAccept(
              outcome -> {
                if (outcome instanceof ToolOutcome.Success success && success.output().complete()) {
                  writer.execute(() -> keep(call, success));
                }
              });
    }
    return run;
  }

  /** What an answer is found by: each principal has its own. */
  static ArgumentsDigest key(ToolCall call) {
    return call.caller().isLocal()
        ? ArgumentsDigest.of(call.tool(), call.arguments())
        : ArgumentsDigest.of(call.caller().name(), call.tool(), call.arguments());
  }

  private void keep(ToolCall call, ToolOutcome.Success success) {
    try {
      AnswerCache.Saving saving =
          answers.save(call.tool(), key(call), OutputJson.write(success.output()), clock.instant());
      LOG.debug("answer to call {} of '{}': {}", call.id(), call.tool(), saving);
    } catch (StoreException e) {
      // The store itself warns once.
      LOG.debug("the answer to call {} of '{}' is not kept", call.id(), call.tool(), e);
    }
  }
}
