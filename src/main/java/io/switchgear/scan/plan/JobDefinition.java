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
 * @param divideFrom number of blocks of one family from which its last ones are smaller. A block is
 *     known by its number, so this stays with the job
 * @param randomised whether the blocks run in random order
 * @param seed of that order
 */
public record JobDefinition(
    ToolPlan plan, boolean whole, int blockHosts, int divideFrom, boolean randomised, long seed)
    implements CborSerializable {

  /**
   * Blocks may take the same time whatever their size, such as those of silent hosts. Then sixteen
   * small ones instead of four cost a fifth of the time here, and more of a smaller job.
   */
  private static final int DIVIDE_FROM = 64;

  /** Of jobs that were stored before it was written down. */
  private static final int DIVIDED_FROM = 16;

  public JobDefinition {
    divideFrom = divideFrom == 0 ? DIVIDED_FROM : divideFrom;
  }

  /** A definition from the plan that the tool made. */
  public static JobDefinition of(ToolPlan planned, int blockHosts, boolean randomised, long seed) {
    PinnedTargets targets = planned.targets();
    RangeSet excluded = RangeSet.parse(targets.excluded());
    List<String> blocks = RangeSet.parse(targets.blocks()).plus(excluded).texts();
    long hosts = targets.hosts() + excluded.count().longValueExact();
    ToolPlan whole = planned.with(new PinnedTargets(blocks, targets.names(), List.of(), hosts));
    if (whole.arguments().has(JobArguments.EXCLUDE)) {
      whole = whole.withArguments(whole.arguments().deepCopy().without(JobArguments.EXCLUDE));
    }
    return new JobDefinition(whole, false, blockHosts, DIVIDE_FROM, randomised, seed);
  }

  /** A call as a job of one block. */
  public static JobDefinition ofCall(ToolPlan planned) {
    return new JobDefinition(planned, true, Integer.MAX_VALUE, DIVIDE_FROM, false, 0);
  }

  /** Whether the job is cut by addresses. If not, its only block is the call. */
  public boolean isCut() {
    return !whole && !plan.targets().isEmpty();
  }
}
