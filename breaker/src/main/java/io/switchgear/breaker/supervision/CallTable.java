package io.switchgear.breaker.supervision;

import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.StartedCall.Running;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bulkhead: the calls that wait and run. An immutable value.
 *
 * @param waiting in the order of arrival
 * @param started in the order of their start
 * @param abandoned ids of the calls that were answered although their runs have not ended
 * @param alarm when the supervisor checks deadlines next; not after any deadline in this table
 */
record CallTable<O>(
    OrderedCalls<RunCall<O>> waiting,
    OrderedCalls<StartedCall<O>> started,
    Set<String> abandoned,
    OptionalLong alarm) {

  private static final CallTable<Object> NONE =
      new CallTable<>(OrderedCalls.empty(), OrderedCalls.empty(), Set.of(), OptionalLong.empty());

  @SuppressWarnings("unchecked") // An empty table holds nothing of the wrong type.
  static <O> CallTable<O> none() {
    return (CallTable<O>) (CallTable<?>) NONE;
  }

  boolean contains(String callId) {
    return waiting.contains(callId) || started.contains(callId) || abandoned.contains(callId);
  }

  /** The MDC entries of the call with that id; none if it is not here. */
  Map<String, String> logKeys(String callId) {
    return started
        .get(callId)
        .map(StartedCall::request)
        .or(() -> waiting.get(callId))
        .map(RunCall::logKeys)
        .orElse(Map.of());
  }

  boolean isEmpty() {
    return waiting.isEmpty() && started.isEmpty();
  }

  /**
   * How many calls may run beside those of this table. An abandoned run gives up its place, so that
   * work that hung once can recover. This holds only for as many abandoned runs as may run at once,
   * so that the number of hanging runs is bounded.
   */
  int room(BulkheadPolicy policy) {
    int stillCounted = Math.max(0, abandoned.size() - policy.maxConcurrent());
    return Math.max(0, policy.maxConcurrent() - started.size() - stillCounted);
  }

  /** Whether no call waits or hangs, so that the room may be granted in advance. */
  boolean isOrderly() {
    return waiting.isEmpty() && abandoned.isEmpty();
  }

  List<Running<O>> running() {
    List<Running<O>> running = new ArrayList<>();
    for (StartedCall<O> call : started) {
      if (call instanceof Running<O> runs) {
        running.add(runs);
      }
    }
    return running;
  }

  /** The calls that a deadline can end. */
  List<RunCall<O>> underDeadline() {
    List<RunCall<O>> calls = new ArrayList<>(waiting.all());
    running().forEach(call -> calls.add(call.request()));
    return calls;
  }

  /** Whether the alarm is not after that moment. */
  boolean alarmBy(long deadline) {
    return alarm.isPresent() && alarm.getAsLong() - deadline <= 0;
  }

  CallTable<O> with(OptionalLong nextAlarm) {
    return new CallTable<>(waiting, started, abandoned, nextAlarm);
  }

  CallTable<O> joined(RunCall<O> call) {
    return new CallTable<>(waiting.with(call.callId(), call), started, abandoned, alarm);
  }

  /** The call is in this state now and no longer waits. */
  CallTable<O> now(StartedCall<O> call) {
    String id = call.request().callId();
    return new CallTable<>(waiting.without(id), started.with(id, call), abandoned, alarm);
  }

  CallTable<O> without(String callId) {
    return new CallTable<>(waiting.without(callId), started.without(callId), abandoned, alarm);
  }

  CallTable<O> abandoning(String callId) {
    Set<String> more = new HashSet<>(abandoned);
    more.add(callId);
    return new CallTable<>(waiting, started.without(callId), more, alarm);
  }

  CallTable<O> abandonedEnded(String callId) {
    Set<String> fewer = new HashSet<>(abandoned);
    fewer.remove(callId);
    return new CallTable<>(waiting, started, fewer, alarm);
  }

  CallTable<O> noneWaiting() {
    return new CallTable<>(OrderedCalls.empty(), started, abandoned, alarm);
  }
}
