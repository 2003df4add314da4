package io.switchgear.calls.fallback;

import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks whether a tool would run a call. A breaker that is open rejects a call before its tool
 * plans it, so a call that waits in the queue has not been planned. It must not fail hours later
 * for what its caller could have been told, or its human could have been asked, at once.
 */
@FunctionalInterface
public interface PlanCheck {

  /** For tools that run every call. */
  PlanCheck NONE = call -> CompletableFuture.completedFuture(Optional.empty());

  /** The refusal of the call, with questions if its human has to be asked; empty if none. */
  CompletionStage<Optional<ToolOutcome>> refusal(ToolCall call);
}
