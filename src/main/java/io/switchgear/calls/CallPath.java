package io.switchgear.calls;

import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.fallback.FallbackChains;
import io.switchgear.calls.fallback.KeptAnswers;
import io.switchgear.calls.hosts.RecentTargets;
import io.switchgear.calls.limits.CallQuota;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.ToolCatalog;
import java.util.List;

/**
 * The way of a call, from the MCP method {@code tools/call} down to the tool's supervisor.
 *
 * @param placement decides on which node the call runs; it belongs to the cluster
 */
public record CallPath(
    AnswerLimit answers,
    ArgumentCheck arguments,
    CallAudit audit,
    CallQuota quota,
    RecentTargets recent,
    FallbackChains fallbacks,
    SharedCalls sharing,
    KeptAnswers kept,
    RunningCalls running,
    CallStep placement,
    TargetBreakers targets,
    SupervisedTools supervised) {

  /** The steps of every call, from top to bottom. The supervisor is the end of the path. */
  public List<CallStep> steps() {
    return List.of(
        answers, arguments, audit, quota, recent, fallbacks, sharing, kept, running, placement);
  }

  /**
   * The steps of a block of a job, such as a queued call. The job was checked and admitted when it
   * was started, and its results are stored by the job.
   */
  public List<CallStep> stepsOfJobs() {
    return List.of(audit, running);
  }

  /**
   * The steps of a call that another node has placed here. The node of its client has checked and
   * admitted it, and keeps its answer.
   */
  public List<CallStep> stepsOfPlacedCalls() {
    return List.of(audit, running);
  }

  /** The filters of a plan, between the tool that made it and the tool's breaker. */
  public List<PlanFilter> planFilters() {
    return List.of(audit, targets);
  }

  public ToolCatalog catalog() {
    return to(steps());
  }

  public ToolCatalog catalogOfJobs() {
    return to(stepsOfJobs());
  }

  public ToolCatalog catalogOfPlacedCalls() {
    return to(stepsOfPlacedCalls());
  }

  private ToolCatalog to(List<CallStep> steps) {
    return SteppedTools.of(steps, supervised.with(PlanFilters.all(planFilters())));
  }
}
