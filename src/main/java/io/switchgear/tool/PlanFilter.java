package io.switchgear.tool;

import io.switchgear.tool.ToolOutcome.Rejected;
import java.util.function.Consumer;

/**
 * Stands between the plan of a call and its start, where it is known what the call will touch.
 * Cheap, never blocks, never throws; used by many threads.
 */
@FunctionalInterface
public interface PlanFilter {

  /** Lets everything pass. */
  PlanFilter NONE = (call, plan) -> new Passage.Let(outcome -> {});

  Passage pass(ToolCall call, ToolPlan plan);

  /** What is decided about a planned call. */
  sealed interface Passage {

    record Turned(Rejected refusal) implements Passage {}

    /**
     * @param ended told exactly once how the call ended, even if something else refused it
     */
    record Let(Consumer<ToolOutcome> ended) implements Passage {}
  }
}
