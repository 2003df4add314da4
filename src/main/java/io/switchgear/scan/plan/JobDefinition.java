package io.switchgear.scan.plan;

import io.switchgear.scope.RangeSet;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.util.List;

/**
 * What does not change in a job.
 *
 * @param plan with all addresses that were asked for, excluded or not; its arguments have no
 *     exclusions
 * @param whole whether it runs as one block, whose outcome is the result, such as a queued call
 * @param blockHosts most addresses of a block
 * @param randomised whether the blocks run in random order
 * @param seed of that order
 */
public record JobDefinition(
    ToolPlan plan, boolean whole, int blockHosts, boolean randomised, long seed)
    implements CborSerializable {

  private static final String EXCLUDE = "exclude";

  /** A definition from the plan that the tool made. */
  public static JobDefinition of(ToolPlan planned, int blockHosts, boolean randomised, long seed) {
    PinnedTargets targets = planned.targets();
    RangeSet excluded = RangeSet.parse(targets.excluded());
    List<String> blocks = RangeSet.parse(targets.blocks()).plus(excluded).texts();
    long hosts = targets.hosts() + excluded.count().longValueExact();
    ToolPlan whole = planned.with(new PinnedTargets(blocks, targets.names(), List.of(), hosts));
    if (whole.arguments().has(EXCLUDE)) {
      whole = whole.withArguments(whole.arguments().deepCopy().without(EXCLUDE));
    }
    return new JobDefinition(whole, false, blockHosts, randomised, seed);
  }

  /** A call as a job of one block. */
  public static JobDefinition ofCall(ToolPlan planned) {
    return new JobDefinition(planned, true, Integer.MAX_VALUE, false, 0);
  }

  /** Whether the job is cut by addresses. If not, its only block is the call. */
  public boolean isCut() {
    return !whole && !plan.targets().isEmpty();
  }
}
