package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that run or wait for room in a bulkhead, with their progress. Safe for use by many
 * threads.
 */
public final class RunningCalls {

  private final LiveValues live;
  private final InstantSource clock;
  private final Map<String, RunningCall> calls = new ConcurrentHashMap<>();

  /**
   * @param live receives the progress
   */
  public RunningCalls(LiveValues live) {
    this(live, InstantSource.system());
  }

  RunningCalls(LiveValues live, InstantSource clock) {
    this.live = live;
    this.clock = clock;
  }

  /** Longest running first. */
  public List<CallJson> list() {
    return calls.values().stream()
        .sorted(Comparator.comparing(RunningCall::startedAt).thenComparing(RunningCall::id))
        .map(RunningCall::view)
        .toList();
  }

  /** Publishes the progress that came too soon after the one before. */
  public void catchUp() {
    calls.values().forEach(RunningCall::catchUp);
  }

  /**
   * Cancels a call. Its caller is told who cancelled it and why.
   *
   * @return how the call ends: cancelled, or as it did if it was faster; empty if no call of that
   *     id is under way
   */
  public Optional<CompletionStage<ToolOutcome>> cancel(String id, CallCancellation order) {
    return Optional.ofNullable(calls.get(id)).flatMap(call -> call.cancel(order));
  }

  /** Wraps the caller's progress; the run must report to the result. */
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
    live.put(key(call), value.setAll(ViewMapper.tree(call.view())));
  }

  private static String key(RunningCall call) {
    return "call:" + call.id();
  }
}
