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
  PlanFilter NONE = (call, plan) -> new FilterResult.Passed(outcome -> {});

  FilterResult pass(ToolCall call, ToolPlan plan);

  /** The decision about a planned call. */
  sealed interface FilterResult {

    record Refused(Rejected refusal) implements FilterResult {}

    /**
     * @param ended called exactly once with the call's outcome, even if a later check refused it
     */
    record Passed(Consumer<ToolOutcome> ended) implements FilterResult {}
  }
}
