package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun;
import io.switchgear.watch.events.Event.Kind;
import java.util.concurrent.CompletableFuture;

/**
 * Tools whose calls are told of. A call that is turned away on the spot is not: it is counted in
 * the metrics, and a storm of them has nothing to tell. Arguments and results are never told.
 */
public final class CallEvents extends ForwardingTools {

  private final ToolCatalog tools;
  private final EventLog log;
  private final RunningCalls running;

  /**
   * @param running is told of those under way
   */
  public CallEvents(ToolCatalog tools, EventLog log, RunningCalls running) {
    this.tools = tools;
    this.log = log;
    this.running = running;
  }

  @Override
  protected ToolCatalog inner() {
    return tools;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    long startedAt = System.nanoTime();
    RunningCall watched = running.watch(call, progress);
    ToolRun run = tools.call(call, watched);
    CompletableFuture<ToolOutcome> outcome = run.outcome().toCompletableFuture();
    if (outcome.isDone() && !outcome.isCompletedExceptionally() && isTurnedAway(outcome.join())) {
      return run;
    }
    log.add(Kind.CALL_STARTED, facts(call));
    watched.carriedBy(run);
    running.began(watched);
    // On this stage, so that whoever has the answer finds the event.
    CompletableFuture<ToolOutcome> told =
        outcome
            .thenApply(watched::told)
            .whenComplete(
                (ended, bug) -> {
                  running.ended(watched);
                  ObjectNode facts = facts(call);
                  facts
                      .put("outcome", bug == null ? outcome(ended) : ErrorType.UNKNOWN.wire())
                      .put("duration", (System.nanoTime() - startedAt) / 1e9);
                  watched
                      .cancellation()
                      .ifPresent(
                          order ->
                              facts
                                  .put("operator", order.operator())
                                  .put("reason", order.reason()));
                  log.add(Kind.CALL_ENDED, facts);
                });
    return run.with(told);
  }

  private static ObjectNode facts(ToolCall call) {
    ObjectNode facts =
        JsonNodeFactory.instance
            .objectNode()
            .put("tool", call.tool())
            .put("call_id", call.id())
            .put("caller", call.caller().name());
    call.trace().ifPresent(trace -> facts.put("trace_id", trace.traceId()));
    return facts;
  }

  private static String outcome(ToolOutcome ended) {
    return ErrorType.of(ended).map(ErrorType::wire).orElse("success");
  }

  private static boolean isTurnedAway(ToolOutcome outcome) {
    return switch (outcome) {
      case Rejected ignored -> true;
      case InvalidInput ignored -> true;
      case OutOfScope ignored -> true;
      case Success ignored -> false;
      case Failed ignored -> false;
      case TimedOut ignored -> false;
      case Cancelled ignored -> false;
    };
  }
}
