package io.switchgear.calls.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolRun;
import java.util.concurrent.CompletionStage;

/** Adds the targets of successful calls to {@link KnownHosts}. */
public final class RecentTargets implements CallStep {

  private static final String TARGETS = "targets";

  private final KnownHosts hosts;

  public RecentTargets(KnownHosts hosts) {
    this.hosts = hosts;
  }

  /** The targets that were added. */
  public KnownHosts hosts() {
    return hosts;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    ToolRun run = next.call(call, progress);
    JsonNode targets = call.arguments().path(TARGETS);
    if (targets.isEmpty()) {
      return run;
    }
    // The caller receives this stage, so the targets are recorded before the caller has the result.
    CompletionStage<ToolOutcome> remembered =
        run.outcome().thenApply(outcome -> remembered(call.caller(), targets, outcome));
    return run.with(remembered);
  }

  private ToolOutcome remembered(Caller caller, JsonNode targets, ToolOutcome outcome) {
    // A fallback does not scan.
    if (outcome instanceof Success success && success.output().fallback().isEmpty()) {
      hosts.scanned(caller, targets);
    }
    return outcome;
  }
}
