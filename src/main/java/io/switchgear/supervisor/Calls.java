package io.switchgear.supervisor;

import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.supervisor.Call.Running;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The bulkhead: the calls of one tool that wait and run. A value; each change copies, which is
 * cheap because the policy bounds how many there are.
 *
 * @param waiting by id, in the order of their arrival
 * @param started by id, in the order of their start
 * @param abandoned ids of the calls whose runs outlived their stop and their answer
 */
record Calls(
    SequencedMap<String, CallTool> waiting,
    SequencedMap<String, Call> started,
    Set<String> abandoned) {

  static final Calls NONE = new Calls(new LinkedHashMap<>(), new LinkedHashMap<>(), Set.of());

  boolean contains(String callId) {
    return waiting.containsKey(callId) || started.containsKey(callId) || abandoned.contains(callId);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && started.isEmpty();
  }

  /**
   * Whether one more may run. An abandoned run gives up its room, so that a tool that once hung can
   * recover; but only as many as may run at once are forgiven, so that what hangs stays bounded.
   */
  boolean hasRoom(BulkheadPolicy policy) {
    int unforgiven = Math.max(0, abandoned.size() - policy.maxConcurrent());
    return started.size() + unforgiven < policy.maxConcurrent();
  }

  /** Whether one more may come, to run or to wait. */
  boolean accepts(BulkheadPolicy policy) {
    return waiting.size() < policy.queue() || (waiting.isEmpty() && hasRoom(policy));
  }

  List<Running> running() {
    return started.values().stream()
        .filter(Running.class::isInstance)
        .map(Running.class::cast)
        .toList();
  }

  Calls joined(CallTool call) {
    return new Calls(with(waiting, call.callId(), call), started, abandoned);
  }

  /** The call is in this state now, and no longer waits. */
  Calls now(Call call) {
    String id = call.request().callId();
    return new Calls(without(waiting, id), with(started, id, call), abandoned);
  }

  Calls without(String callId) {
    return new Calls(without(waiting, callId), without(started, callId), abandoned);
  }

  Calls abandoning(String callId) {
    Set<String> more = new HashSet<>(abandoned);
    more.add(callId);
    return new Calls(waiting, without(started, callId), more);
  }

  Calls abandonedEnded(String callId) {
    Set<String> fewer = new HashSet<>(abandoned);
    fewer.remove(callId);
    return new Calls(waiting, started, fewer);
  }

  Calls noneWaiting() {
    return new Calls(NONE.waiting, started, abandoned);
  }

  private static <T> SequencedMap<String, T> with(Map<String, T> map, String key, T value) {
    SequencedMap<String, T> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private static <T> SequencedMap<String, T> without(SequencedMap<String, T> map, String key) {
    if (!map.containsKey(key)) {
      return map;
    }
    SequencedMap<String, T> copy = new LinkedHashMap<>(map);
    copy.remove(key);
    return copy;
  }
}
