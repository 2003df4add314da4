package io.switchgear.calls.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolRun;
import java.util.concurrent.CompletionStage;

/** Tools whose successful calls leave their targets with {@link KnownHosts}. */
public final class RecentTargets extends ForwardingTools {

  private static final String TARGETS = "targets";

  private final ToolCatalog tools;
  private final KnownHosts hosts;

  public RecentTargets(ToolCatalog tools, KnownHosts hosts) {
    this.tools = tools;
    this.hosts = hosts;
  }

  @Override
  protected ToolCatalog inner() {
    return tools;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    ToolRun run = tools.call(call, progress);
    JsonNode targets = call.arguments().path(TARGETS);
    if (targets.isEmpty()) {
      return run;
    }
    // On this stage, so that whoever has the answer finds its targets.
    CompletionStage<ToolOutcome> remembered =
        run.outcome()
            .thenApply(
                outcome -> {
                  // What stands in for an answer scanned nothing.
                  if (outcome instanceof Success success && success.output().fallback().isEmpty()) {
                    hosts.scanned(call.caller(), targets);
                  }
                  return outcome;
                });
    return run.with(remembered);
  }
}
