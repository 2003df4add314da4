package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Runs the tools in this process, behind the same breakers as in a server. */
final class InProcessBackend implements Backend {

  private final ToolCatalog catalog;
  private final Map<String, Availability> availability;
  private final Runnable onClose;
  private final AtomicLong calls = new AtomicLong();

  InProcessBackend(ToolCatalog catalog, Map<String, Availability> availability, Runnable onClose) {
    this.catalog = catalog;
    this.availability = availability;
    this.onClose = onClose;
  }

  @Override
  public List<ListedTool> tools() {
    return catalog.descriptors().stream()
        .map(tool -> new ListedTool(tool, Optional.ofNullable(availability.get(tool.name()))))
        .toList();
  }

  @Override
  public Run call(String tool, ObjectNode arguments, Progress progress) {
    ToolCall call = new ToolCall("cli-" + calls.incrementAndGet(), tool, arguments, Caller.LOCAL);
    ToolRun run = catalog.call(call, progress);
    return new Run() {
      @Override
      public CallResult await() {
        return CallResult.of(run.outcome().toCompletableFuture().join());
      }

      @Override
      public void cancel() {
        run.stop(ToolRun.StopReason.CANCELLED);
      }
    };
  }

  @Override
  public void close() {
    onClose.run();
  }
}
