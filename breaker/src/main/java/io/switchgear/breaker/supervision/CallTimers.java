package io.switchgear.breaker.supervision;

import io.switchgear.breaker.supervision.CallSupervisor.Command;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinesDue;
import io.switchgear.breaker.supervision.CallSupervisor.GraceOver;
import io.switchgear.breaker.supervision.CallSupervisor.ProbeDue;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The timers of a supervisor's calls: one for all deadlines, one for probes, one for each stop. */
final class CallTimers<O> {

  private final TimerScheduler<Command<O>> timers;
  private final Clocks clocks;

  CallTimers(TimerScheduler<Command<O>> timers, Clocks clocks) {
    this.timers = timers;
    this.clocks = clocks;
  }

  /**
   * With the alarm not after the deadline of this call. One timer serves all deadlines: most calls
   * end long before theirs, and a timer for each would stay with the scheduler until then, even if
   * it is cancelled.
   */
  SupervisorState<O> underDeadline(SupervisorState<O> state, RunCall<O> call) {
    return state.calls().alarmBy(call.deadline()) ? state : alarmed(state);
  }

  /** With the alarm at the first deadline. */
  SupervisorState<O> alarmed(SupervisorState<O> state) {
    long now = clocks.nanos();
    OptionalLong left =
        state.calls().underDeadline().stream().mapToLong(call -> call.deadline() - now).min();
    if (left.isEmpty()) {
      return state.with(state.calls().with(left));
    }
    timers.startSingleTimer(
        new DeadlinesDue<O>(),
        new DeadlinesDue<>(),
        Duration.ofNanos(Math.max(0, left.getAsLong())));
    return state.with(state.calls().with(OptionalLong.of(now + left.getAsLong())));
  }

  void startGrace(RunCall<O> call) {
    timers.startSingleTimer(call.callId(), new GraceOver<>(call.callId()), CallSupervisor.GRACE);
  }

  void cancelGrace(String callId) {
    timers.cancel(callId);
  }

  /** Starts the probes' timer, unless it runs for an earlier probe. */
  void startProbeDueIfIdle(Duration limit) {
    if (!timers.isTimerActive(new ProbeDue<O>())) {
      startProbeDue(limit);
    }
  }

  void startProbeDue(Duration left) {
    timers.startSingleTimer(new ProbeDue<O>(), new ProbeDue<>(), left);
  }
}
