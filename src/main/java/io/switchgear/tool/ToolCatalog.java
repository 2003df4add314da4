package io.switchgear.tool;

import java.util.List;
import java.util.Optional;

/** The tools that can be called here, each behind whatever protects it. */
public interface ToolCatalog {

  /** All of them, in the order of their names. */
  List<ToolDescriptor> descriptors();

  Optional<ToolDescriptor> find(String name);

  /**
   * Plans and, if it is let in, runs a call. Returns at once; the outcome always completes, and
   * never exceptionally.
   *
   * @throws IllegalArgumentException if there is no such tool; ask {@link #find} first
   */
  ToolRun call(ToolCall call, Progress progress);

  /**
   * Tells of a call that was refused before it came here, such as for arguments against the tool's
   * schema, or for being one too many.
   */
  default void turnedAway(ToolCall call, ToolOutcome outcome) {}
}
