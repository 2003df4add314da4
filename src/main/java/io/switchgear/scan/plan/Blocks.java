package io.switchgear.scan.plan;

import io.switchgear.scope.IndexShuffle;
import io.switchgear.scope.PlanSplit;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The planned blocks of a job, computed by their numbers in the order in which they are handed out.
 */
public final class Blocks {

  private static final int UNDIVIDED = Integer.MAX_VALUE;

  private final JobDefinition definition;
  private final PlanSplit split;
  private final Optional<IndexShuffle> order;

  public Blocks(JobDefinition definition) {
    this.definition = definition;
    this.split =
        definition.isCut()
            ? PlanSplit.of(
                definition.plan().targets(), definition.blockHosts(), definition.divideFrom())
            : PlanSplit.of(PinnedTargets.NONE, 1, UNDIVIDED);
    this.order =
        definition.randomised() && split.parts() > 1
            ? Optional.of(new IndexShuffle(split.parts(), definition.seed()))
            : Optional.empty();
  }

  /** The number of planned blocks; at least 1. */
  public long count() {
    return Math.max(1, split.parts());
  }

  /** All addresses of the job, excluded or not; empty if it is not cut by addresses. */
  public RangeSet all() {
    return split.all();
  }

  /**
   * The addresses of a planned block.
   *
   * @param number 0 to {@code count() - 1}
   */
  public RangeSet addresses(long number) {
    return split.parts() == 0
        ? RangeSet.EMPTY
        : split.part(order.map(shuffle -> shuffle.at(number)).orElse(number));
  }

  /** The plan of a block. */
  public ToolPlan plan(RangeSet addresses) {
    return definition.isCut() ? definition.plan().with(split.only(addresses)) : definition.plan();
  }

  /** Cuts addresses into sets of one family with at most so many addresses. */
  public static List<RangeSet> cut(RangeSet addresses, long most) {
    List<RangeSet> parts = new ArrayList<>();
    if (!addresses.isEmpty()) {
      PlanSplit split =
          PlanSplit.of(
              new PinnedTargets(addresses.texts(), Map.of(), List.of(), 0),
              (int) Math.min(Integer.MAX_VALUE, most),
              UNDIVIDED);
      for (long number = 0; number < split.parts(); number++) {
        parts.add(split.part(number));
      }
    }
    return parts;
  }
}
