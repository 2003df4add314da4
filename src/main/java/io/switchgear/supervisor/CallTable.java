package io.switchgear.supervisor;

import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.supervisor.StartedCall.Running;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.TraceContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bulkhead: the calls of one tool that wait and run. A value.
 *
 * @param waiting in the order of their arrival
 * @param started in the order of their start
 * @param abandoned ids of the calls whose runs outlived their stop and their answer
 * @param alarm when deadlines are looked at next; not after any of those here
 */
record CallTable(
    OrderedCalls<CallTool> waiting,
    OrderedCalls<StartedCall> started,
    Set<String> abandoned,
    Optional<Deadline> alarm) {

  static final CallTable NONE =
      new CallTable(OrderedCalls.empty(), OrderedCalls.empty(), Set.of(), Optional.empty());

  boolean contains(String callId) {
    return waiting.contains(callId) || started.contains(callId) || abandoned.contains(callId);
  }

  /** Of the call of that id, if it is here and has one. */
  Optional<TraceContext> trace(String callId) {
    return started
        .get(callId)
        .map(StartedCall::request)
        .or(() -> waiting.get(callId))
        .flatMap(CallTool::trace);
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
    return started.all().stream()
        .filter(Running.class::isInstance)
        .map(Running.class::cast)
        .toList();
  }

  /** The calls that a deadline can end. */
  List<CallTool> underDeadline() {
    return Stream.concat(waiting.all().stream(), running().stream().map(Running::request)).toList();
  }

  boolean alarmedBy(Deadline deadline) {
    return alarm.isPresent() && alarm.get().nanoTime() - deadline.nanoTime() <= 0;
  }

  CallTable with(Optional<Deadline> nextAlarm) {
    return new CallTable(waiting, started, abandoned, nextAlarm);
  }

  CallTable joined(CallTool call) {
    return new CallTable(waiting.with(call.callId(), call), started, abandoned, alarm);
  }

  /** The call is in this state now, and no longer waits. */
  CallTable now(StartedCall call) {
    String id = call.request().callId();
    return new CallTable(waiting.without(id), started.with(id, call), abandoned, alarm);
  }

  CallTable without(String callId) {
    return new CallTable(waiting.without(callId), started.without(callId), abandoned, alarm);
  }

  CallTable abandoning(String callId) {
    Set<String> more = new HashSet<>(abandoned);
    more.add(callId);
    return new CallTable(waiting, started.without(callId), more, alarm);
  }

  CallTable abandonedEnded(String callId) {
    Set<String> fewer = new HashSet<>(abandoned);
    fewer.remove(callId);
    return new CallTable(waiting, started, fewer, alarm);
  }

  CallTable noneWaiting() {
    return new CallTable(OrderedCalls.empty(), started, abandoned, alarm);
  }
}
