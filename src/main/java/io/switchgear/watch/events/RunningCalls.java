package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that are under way or wait for room, and how far each says it is. Safe for use by many
 * threads.
 */
public final class RunningCalls {

  private final LiveValues live;
  private final InstantSource clock;
  private final Map<String, RunningCall> calls = new ConcurrentHashMap<>();

  /**
   * @param live where progress is told
   */
  public RunningCalls(LiveValues live) {
    this(live, InstantSource.system());
  }

  RunningCalls(LiveValues live, InstantSource clock) {
    this.live = live;
    this.clock = clock;
  }

  /** Longest running first; the shape is that of {@code call_progress} without its type. */
  public ArrayNode toJson() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    calls.values().stream()
        .sorted(Comparator.comparing(RunningCall::startedAt).thenComparing(RunningCall::id))
        .forEach(call -> json.add(call.toJson()));
    return json;
  }

  /** Tells the progress that came too soon after the one before. */
  public void catchUp() {
    calls.values().forEach(RunningCall::catchUp);
  }

  /**
   * Ends a call, which tells its caller who ended it and why.
   *
   * @return how it ends: by the order, or by itself if it was faster; empty if there is none of
   *     that id under way
   */
  public Optional<CompletionStage<ToolOutcome>> cancel(String id, CallCancellation order) {
    return Optional.ofNullable(calls.get(id)).flatMap(call -> call.cancel(order));
  }

  /** To be given to the run in the place of its caller's progress. */
  RunningCall watch(ToolCall call, Progress progress) {
    return new RunningCall(call, progress, clock.instant(), this::tell);
  }

  void began(RunningCall call) {
    calls.put(call.id(), call);
    call.begin();
  }

  void ended(RunningCall call) {
    if (calls.remove(call.id(), call)) {
      call.end();
      live.remove(key(call));
    }
  }

  private void tell(RunningCall call) {
    Instant now = clock.instant();
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("type", "call_progress").put("timestamp", now.toString());
    live.put(key(call), value.setAll(call.toJson()));
  }

  private static String key(RunningCall call) {
    return "call:" + call.id();
  }
}
