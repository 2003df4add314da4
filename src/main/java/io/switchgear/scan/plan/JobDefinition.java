package io.switchgear.scan.plan;

import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * What does not change in a job.
 *
 * @param plan with all addresses that were asked for, excluded or not; its arguments have no
 *     exclusions
 * @param blockHosts most addresses of a block
 * @param randomised whether the blocks run in random order
 * @param seed of that order
 */
public record JobDefinition(ToolPlan plan, int blockHosts, boolean randomised, long seed)
    implements CborSerializable {

  private static final String EXCLUDE = "exclude";

  /** A definition from the plan that the tool made. */
  public static JobDefinition of(ToolPlan planned, int blockHosts, boolean randomised, long seed) {
    PinnedTargets targets = planned.targets();
    List<String> blocks = new ArrayList<>(targets.blocks());
    blocks.addAll(targets.excluded());
    ToolPlan whole =
        planned.with(
            new PinnedTargets(
                blocks, targets.names(), List.of(), targets.hosts() + counted(targets)));
    if (whole.arguments().has(EXCLUDE)) {
      whole = whole.withArguments(whole.arguments().deepCopy().without(EXCLUDE));
    }
    return new JobDefinition(whole, blockHosts, randomised, seed);
  }

  private static long counted(PinnedTargets targets) {
    return io.switchgear.scope.RangeSet.parse(targets.excluded()).count().longValueExact();
  }

  /** Whether the job scans addresses. If not, its only block is the call. */
  public boolean hasHosts() {
    return !plan.targets().isEmpty();
  }
}
