package io.switchgear.scan.run;

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
    ToolPlan plan = definition(row).plan();
    return new Job(
        row.id(),
        row.name(),
        row.tool(),
        row.principal(),
        plan.arguments(),
        told(plan.targets()),
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

  static JobDefinition definition(JobRow row) {
    return DataJson.read(row.definition(), JobDefinition.class);
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
