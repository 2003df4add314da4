package io.switchgear.tool;

import io.switchgear.tool.ToolOutcome.Rejected;
import java.util.function.Consumer;

/**
 * Decides whether a planned call may start, when its targets are known. Must be cheap and
 * thread-safe, and must not block or throw.
 */
@FunctionalInterface
public interface PlanFilter {

  /** Admits every call. */
  PlanFilter NONE = (call, plan) -> new Passage.Let(outcome -> {});

  Passage pass(ToolCall call, ToolPlan plan);

  /** The decision about a planned call. */
  sealed interface Passage {

    record Turned(Rejected refusal) implements Passage {}

    /**
     * @param ended called exactly once with the call's outcome, even if a later check refused it
     */
    record Let(Consumer<ToolOutcome> ended) implements Passage {}
  }
}
