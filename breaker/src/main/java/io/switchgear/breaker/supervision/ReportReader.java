package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Permit;
import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.breaker.supervision.Report.Success;
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
  private final CallExecutor<O> calls;
  private final SupervisorLog<O> log;

  ReportReader(PublishedState<O> published, CallExecutor<O> calls, SupervisorLog<O> log) {
    this.published = published;
    this.reports = published.reports();
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
        read =
            concluded.apply(read, calls.onSuccesses(read, row.permit(), row.calls(), row.took()));
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
    return concluded.apply(read, calls.onSuccesses(read, row.permit(), row.calls(), row.took()));
  }

  private SupervisorState<O> reported(
      SupervisorState<O> before,
      GrantedCall<O> call,
      BinaryOperator<SupervisorState<O>> concluded,
      UnaryOperator<SupervisorState<O>> publish) {
    log.about(call.request());
    try {
      return concluded.apply(before, calls.onReport(before, call));
    } catch (RuntimeException bug) {
      publish.apply(before);
      O outcome = published.outcomes().crashed(published.name(), bug);
      call.request().replyTo().tell(new CallCompleted<>(call.request().callId(), outcome));
      throw bug;
    }
  }
}
