package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.running.CallCancellation;
import io.switchgear.calls.running.CallListener;
import io.switchgear.calls.running.RunningCall;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Creates the events of calls. They contain no results, and no arguments other than the targets.
 */
public final class CallEvents implements CallListener {

  private final EventLog log;
  private final InstantSource clock;

  public CallEvents(EventLog log) {
    this(log, InstantSource.system());
  }

  CallEvents(EventLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void onCallStarted(ToolCall call) {
    log.add(Kind.CALL_STARTED, facts(call));
  }

  @Override
  public void onCallProgress(RunningCall call) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("type", "call_progress").put("timestamp", clock.instant().toString());
    log.live().put(key(call.call()), value.setAll(ViewMapper.tree(CallJson.of(call))));
  }

  @Override
  public void onCallEnded(
      ToolCall call,
      Optional<ToolOutcome> outcome,
      Duration duration,
      Optional<CallCancellation> order) {
    log.live().remove(key(call));
    ObjectNode facts = facts(call);
    facts
        .put("outcome", outcome.map(CallEvents::wire).orElse(ErrorType.UNKNOWN.wire()))
        .put("duration", duration.toNanos() / 1e9);
    order.ifPresent(given -> facts.put("operator", given.operator()).put("reason", given.reason()));
    log.add(Kind.CALL_ENDED, facts);
  }

  /**
   * Built by hand for speed, because every call has two events. The form is that of EventJson.Call.
   */
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

  private static String wire(ToolOutcome ended) {
    return ErrorType.of(ended).map(ErrorType::wire).orElse("success");
  }

  private static String key(ToolCall call) {
    return "call:" + call.id();
  }
}
