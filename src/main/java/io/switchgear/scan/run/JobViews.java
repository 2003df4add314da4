package io.switchgear.scan.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.JobRow.Counters;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Makes what watchers see of a job from its row. */
public final class JobViews {

  private JobViews() {}

  /**
   * @param place in the queue
   * @param running blocks that run now
   * @param problems the first ones
   */
  public static Job of(
      JobRow row, OptionalInt place, List<RunningBlock> running, List<JobProblem> problems) {
    Optional<ToolPlan> plan = definition(row).map(JobDefinition::plan);
    return new Job(
        row.id(),
        row.name(),
        row.tool(),
        row.principal(),
        plan.map(ToolPlan::arguments).orElseGet(JsonNodeFactory.instance::objectNode),
        plan.map(ToolPlan::targets).map(JobViews::told).orElse(List.of()),
        row.state(),
        row.waiting(),
        place,
        row.priority(),
        row.deadline(),
        row.maxRate(),
        row.exclusions(),
        row.schedule(),
        progress(row),
        running,
        problems,
        row.counters().problems(),
        row.createdAt(),
        row.startedAt(),
        row.finishedAt(),
        row.updatedAt());
  }

  /** What does not change in the job; empty if its row cannot be read. */
  static Optional<JobDefinition> definition(JobRow row) {
    try {
      JobDefinition definition = DataJson.read(row.definition(), JobDefinition.class);
      return Optional.of(definition).filter(read -> read.plan() != null);
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static List<String> told(PinnedTargets targets) {
    return Stream.concat(targets.blocks().stream(), targets.names().keySet().stream())
        .limit(PinnedTargets.MAX_TOLD)
        .toList();
  }

  private static JobProgress progress(JobRow row) {
    Counters counters = row.counters();
    double seconds = row.ranMillis() / 1e3;
    return new JobProgress(
        counters.hostsTotal(),
        counters.hostsDone(),
        counters.hostsUp(),
        counters.openPorts(),
        counters.blocksTotal(),
        counters.blocksDone(),
        counters.blocksFailed(),
        seconds > 0 ? counters.hostsDone() / seconds : 0);
  }
}
