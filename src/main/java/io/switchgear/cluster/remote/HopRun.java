package io.switchgear.cluster.remote;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletableFuture;

/** The handle of a call on another node. */
final class HopRun {

  private final CompletableFuture<HopEnd> end = new CompletableFuture<>();
  private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();

  /** Completes exactly once, and never exceptionally. */
  CompletableFuture<HopEnd> end() {
    return end;
  }

  /** Completes when the run is to be stopped. */
  CompletableFuture<StopReason> stopped() {
    return stopped;
  }

  /** Ends it with an outcome of this node: the call cannot be sent. */
  void refuse(ToolOutcome outcome) {
    end.complete(new HopEnd.Answered(outcome, false));
  }

  void stop(StopReason reason) {
    stopped.complete(reason);
  }
}
