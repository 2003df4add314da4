package io.switchgear.tool;

import java.util.List;
import java.util.Optional;

/** The tools that can be called, with their protection. */
public interface ToolCatalog {

  /** All tools, ordered by name. */
  List<ToolDescriptor> descriptors();

  Optional<ToolDescriptor> find(String name);

  /**
   * Plans a call and runs it if it is admitted. Returns at once. The outcome always completes, and
   * never exceptionally.
   *
   * @throws IllegalArgumentException if there is no such tool; ask {@link #find} first
   */
  ToolRun call(ToolCall call, Progress progress);

  /**
   * Runs a plan that was stored: it is rechecked instead of planned. Otherwise as {@link #call}.
   */
  default ToolRun resume(ToolPlan plan, Progress progress) {
    return call(plan.call(), progress);
  }

  /**
   * Reports a call that was refused before it reached this catalog, for example for arguments that
   * violate the tool's schema or because of a rate limit.
   */
  default void turnedAway(ToolCall call, ToolOutcome outcome) {}
}
