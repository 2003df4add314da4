package io.switchgear.calls.fallback;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.store.AnswerCache;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.store.StoreException;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores complete successful answers, for the fallback {@code cache}. A caller does not wait for
 * the store, and gets the answer even if it cannot be stored.
 */
public final class KeptAnswers implements CallStep {

  private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);

  private final Predicate<String> keeps;
  private final Optional<FallbackStores> stores;

  /**
   * @param keeps whether answers of the tool of that name are stored; read at each call
   * @param stores empty if no answers are stored
   */
  public KeptAnswers(Predicate<String> keeps, Optional<FallbackStores> stores) {
    this.keeps = keeps;
    this.stores = stores;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    ToolRun run = next.call(call, progress);
    if (stores.isPresent() && keeps.test(call.tool())) {
      run.outcome().thenAccept(outcome -> keep(call, outcome, stores.get()));
    }
    return run;
  }

  private static void keep(ToolCall call, ToolOutcome outcome, FallbackStores stores) {
    if (outcome instanceof ToolOutcome.Success success && success.output().complete()) {
      stores.blocking().execute(() -> store(call, success, stores));
    }
  }

  private static void store(ToolCall call, ToolOutcome.Success success, FallbackStores stores) {
    try {
      AnswerCache.Saving saving =
          stores
              .answers()
              .save(
                  call.tool(),
                  key(call),
                  OutputJson.write(success.output()),
                  stores.clock().instant());
      LOG.debug("answer to call {} of '{}': {}", call.id(), call.tool(), saving);
    } catch (StoreException e) {
      // The store itself warns once.
      LOG.debug("the answer to call {} of '{}' was not stored", call.id(), call.tool(), e);
    }
  }

  /** The key of an answer: each principal has its own answers. */
  static ArgumentsDigest key(ToolCall call) {
    return call.caller().isLocal()
        ? ArgumentsDigest.of(call.tool(), call.arguments())
        : ArgumentsDigest.of(call.caller().name(), call.tool(), call.arguments());
  }
}
