package io.switchgear.scope;

import io.switchgear.tool.PinnedTargets;
import java.util.List;

/** What becomes of the targets of a stored plan when it is to run. */
public sealed interface Recheck {

  /**
   * @param targets those of the plan that may still be scanned; never others
   * @param dropped addresses that were a name's when the plan was made and no longer are, as {@code
   *     name (address)}: they are among the excluded addresses of the targets, so that a report
   *     names them
   */
  record Kept(PinnedTargets targets, List<String> dropped) implements Recheck {
    public Kept {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * @param decision never {@link ScopeDecision.Allowed}
   */
  record Refused(ScopeDecision decision) implements Recheck {}
}
