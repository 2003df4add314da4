package io.switchgear.tool;

import java.util.List;
import java.util.Optional;

/** What a tool makes of a call before anything runs. */
public sealed interface Plan {

  /**
   * The call is sound and in scope.
   *
   * @param targets addresses that the work will touch, in canonical form (IPv6 after RFC 5952): the
   *     first {@link #MAX_TARGETS} of them; empty for tools that touch none
   */
  record Ready(Work work, List<String> targets) implements Plan {

    /** More than this are not told. */
    public static final int MAX_TARGETS = 256;

    public Ready {
      targets = targets.stream().limit(MAX_TARGETS).toList();
    }

    public Ready(Work work) {
      this(work, List.of());
    }

    /** The same plan, carried out otherwise. */
    public Ready with(Work other) {
      return new Ready(other, targets);
    }
  }

  /**
   * The call will not run.
   *
   * @param outcome {@link ToolOutcome.InvalidInput} or {@link ToolOutcome.OutOfScope}
   */
  record Refused(ToolOutcome outcome) implements Plan {}

  /**
   * The call will not run before its client has answered.
   *
   * @param message for those who cannot answer: what is missing, and how to do without
   */
  static Plan asking(String message, Questions questions) {
    return new Refused(new ToolOutcome.InvalidInput(message, Optional.of(questions)));
  }
}
