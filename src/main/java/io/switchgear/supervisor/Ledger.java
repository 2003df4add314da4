package io.switchgear.supervisor;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a supervisor remembers of its calls and transitions, for people; nothing is decided by it.
 *
 * @param failureReasons failures by kind
 * @param errors the last {@value #ERRORS}, oldest first
 * @param history the last {@value #HISTORY} transitions, oldest first
 * @param stateChanges all transitions there were
 */
record Ledger(
    Tally tally,
    Map<String, Long> failureReasons,
    List<CallError> errors,
    List<Transition> history,
    long stateChanges,
    Optional<Instant> lastFailure,
    Optional<Instant> lastSuccess) {

  static final int ERRORS = 10;
  static final int HISTORY = 100;

  static final Ledger EMPTY =
      new Ledger(
          Tally.NOTHING, Map.of(), List.of(), List.of(), 0, Optional.empty(), Optional.empty());

  /** A call that had started has ended. */
  Ledger ended(String callId, ToolOutcome outcome, Verdict verdict, long took, Instant at) {
    return switch (verdict) {
      case SUCCESS ->
          new Ledger(
              tally.succeeded(took),
              failureReasons,
              errors,
              history,
              stateChanges,
              lastFailure,
              Optional.of(at));
      case FAILURE -> {
        CallError error =
            new CallError(at, callId, Outcomes.kind(outcome), Outcomes.message(outcome));
        Map<String, Long> reasons = new HashMap<>(failureReasons);
        reasons.merge(error.kind(), 1L, Long::sum);
        yield new Ledger(
            tally.hasFailed(took),
            Map.copyOf(reasons),
            newest(errors, error, ERRORS),
            history,
            stateChanges,
            Optional.of(at),
            lastSuccess);
      }
      case IGNORED -> unheeded(outcome);
    };
  }

  /** A call has ended that says nothing about the tool, or that never started. */
  Ledger unheeded(ToolOutcome outcome) {
    return with(
        switch (outcome) {
          case ToolOutcome.Cancelled ignored -> tally.wasCancelled();
          case ToolOutcome.Rejected ignored -> tally.wasRejected();
          case ToolOutcome.Success ignored -> tally.wasIgnored();
          case ToolOutcome.Failed ignored -> tally.wasIgnored();
          case ToolOutcome.TimedOut ignored -> tally.wasIgnored();
          case ToolOutcome.InvalidInput ignored -> tally.wasIgnored();
          case ToolOutcome.OutOfScope ignored -> tally.wasIgnored();
        });
  }

  Ledger moved(Transition transition) {
    return new Ledger(
        tally,
        failureReasons,
        errors,
        newest(history, transition, HISTORY),
        stateChanges + 1,
        lastFailure,
        lastSuccess);
  }

  private Ledger with(Tally next) {
    return new Ledger(
        next, failureReasons, errors, history, stateChanges, lastFailure, lastSuccess);
  }

  private static <T> List<T> newest(List<T> before, T added, int bound) {
    return Stream.concat(
            before.stream().skip(Math.max(0, before.size() + 1 - bound)), Stream.of(added))
        .toList();
  }
}
