package io.switchgear.breaker.supervision;

import io.switchgear.breaker.CountedAs;
import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.CallSupervisor.RunCall;
import io.switchgear.breaker.supervision.GrantedCall.Ended;
import io.switchgear.breaker.supervision.GuardedRun.StopReason;
import io.switchgear.breaker.supervision.Report.Success;
import io.switchgear.breaker.supervision.StartedCall.Running;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The part of a {@link CallSupervisor} that reads what callers report of calls under grants. It has
 * no state of its own.
 */
final class ReportReader<O> {

  /** Reports that are read before one message, so that a storm of calls cannot hold it up. */
  private static final int AT_ONCE = 4 * CallReports.BATCH;

  /** Successes that followed each other, and are counted together. */
  private record Row(Permit permit, int calls, long took) {

    private static final Row NONE = new Row(new Permit(-1), 0, 0);

    private boolean isBefore(Success<?> next) {
      return calls == 0 || permit.epoch() == next.permit().epoch();
    }

    private Row with(Success<?> next) {
      return new Row(next.permit(), calls + 1, took + next.took());
    }
  }

  private final PublishedState<O> published;
  private final CallReports<O> reports;
  private final OutcomeAdapter<O> outcomes;
  private final CallExecutor<O> calls;
  private final SupervisorLog<O> log;

  ReportReader(PublishedState<O> published, CallExecutor<O> calls, SupervisorLog<O> log) {
    this.published = published;
    this.reports = published.reports();
    this.outcomes = published.outcomes();
    this.calls = calls;
    this.log = log;
  }

  /**
   * The state after the reports. Each is like a message, but successes in a row are counted
   * together.
   *
   * @param concluded the effects of what a report led to, from the states before and after it
   * @param publish keeps what was read before a bug, which loses one report
   */
  SupervisorState<O> read(
      SupervisorState<O> before,
      BinaryOperator<SupervisorState<O>> concluded,
      UnaryOperator<SupervisorState<O>> publish) {
    SupervisorState<O> read = before;
    Row row = Row.NONE;
    for (int i = 0; i < AT_ONCE; i++) {
      Optional<Report<O>> next = reports.next();
      Optional<Success<O>> success = next.flatMap(Report::countSuccess);
      if (row.calls() > 0 && !success.map(row::isBefore).orElse(false)) {
        read = concluded.apply(read, onSuccesses(read, row));
        row = Row.NONE;
      }
      if (next.isEmpty()) {
        return read;
      }
      if (success.isPresent()) {
        row = row.with(success.get());
      } else if (next.get() instanceof GrantedCall<O> call) {
        read = reported(read, call, concluded, publish);
      }
    }
    return concluded.apply(read, onSuccesses(read, row));
  }

  private SupervisorState<O> reported(
      SupervisorState<O> before,
      GrantedCall<O> call,
      BinaryOperator<SupervisorState<O>> concluded,
      UnaryOperator<SupervisorState<O>> publish) {
    log.about(call.request());
    try {
      return concluded.apply(before, onReport(before, call));
    } catch (RuntimeException bug) {
      publish.apply(before);
      O outcome = outcomes.crashed(published.name(), bug);
      call.request().replyTo().tell(new CallCompleted<>(call.request().callId(), outcome));
      throw bug;
    }
  }

  /** A call that still runs is a call like any other from now on. */
  private SupervisorState<O> onReport(SupervisorState<O> state, GrantedCall<O> call) {
    RunCall<O> request = call.request();
    if (state.calls().contains(request.callId()) && call.disowned()) {
      call.run().stop(StopReason.CANCELLED);
      O outcome = outcomes.rejected(published.rejections().callIdInUse(request.callId()));
      return calls.uncounted(state, request, CountedAs.IGNORED, outcome);
    }
    if (call.adopted()) {
      published.grant().adopt();
      Running<O> running = call.running();
      SupervisorState<O> adopted = calls.adopted(state, running);
      return state.draining() ? calls.stop(adopted, running, StopReason.SHUTDOWN) : adopted;
    }
    // It has ended, maybe only after the reader had looked for a success.
    return call.countEnd()
        .map(end -> onEnd(state, call, end))
        .or(() -> call.countSuccess().map(success -> onSuccesses(state, Row.NONE.with(success))))
        .orElse(state);
  }

  private SupervisorState<O> onEnd(SupervisorState<O> state, GrantedCall<O> call, Ended<O> end) {
    SupervisorState<O> settled =
        calls.settle(state, call.running(), end.outcome(), end.countedAs(), end.took());
    return calls.answer(settled, call.request(), end.outcome());
  }

  /** Calls that succeeded and were answered. */
  private SupervisorState<O> onSuccesses(SupervisorState<O> state, Row row) {
    return row.calls() > 0 && state.breaker().counting()
        ? state.counted(
            state.breaker().succeeded(row.permit(), row.calls()),
            state.history().succeeded(row.calls(), row.took(), published.clocks().wall().instant()))
        : state;
  }
}
