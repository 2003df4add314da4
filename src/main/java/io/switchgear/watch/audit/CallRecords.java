package io.switchgear.watch.audit;

import io.switchgear.calls.audit.AuditedCall;
import io.switchgear.calls.audit.CallRecorder;
import io.switchgear.tool.ArgvDigest;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.watch.audit.AuditRecord.Decision;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates the audit records of calls. */
public final class CallRecords implements CallRecorder {

  private final AuditLog log;

  public CallRecords(AuditLog log) {
    this.log = log;
  }

  @Override
  public boolean admits() {
    return log.admits();
  }

  @Override
  public void running(AuditedCall call) {
    log.record(
        of(Kind.CALL_RUNNING, call, call.targets(), Decision.ADMITTED, "", "", "", Map.of()));
  }

  @Override
  public void ended(AuditedCall call, ToolOutcome outcome) {
    log.record(record(call, outcome));
  }

  @Override
  public void everySecond(Runnable task) {
    log.everySecond(task);
  }

  /**
   * @param outcome null if a bug ended the call
   */
  private static AuditRecord record(AuditedCall call, ToolOutcome outcome) {
    if (outcome == null) {
      return of(
          Kind.CALL,
          call,
          call.targets(),
          Decision.ADMITTED,
          "",
          ErrorType.UNKNOWN.wire(),
          "",
          Map.of());
    }
    String error = ErrorType.of(outcome).map(ErrorType::wire).orElse("success");
    return switch (outcome) {
      case Success success ->
          success
              .output()
              .fallback()
              .map(fallback -> answeredByFallback(call, success.output(), fallback))
              .orElseGet(() -> ran(call, success.output(), error, outcome));
      case Failed failed -> ran(call, failed.partial(), error, outcome);
      case TimedOut late -> ran(call, late.partial(), error, outcome);
      case Cancelled ended -> ran(call, ended.partial(), error, outcome);
      case Rejected rejected -> refused(call, call.targets(), error + ": " + rejected.by(), error);
      case InvalidInput input when input.questions().isPresent() ->
          of(Kind.CALL, call, call.targets(), Decision.ASKED, "consent", error, "", Map.of());
      case InvalidInput ignored -> refused(call, call.targets(), "arguments", error);
      case OutOfScope outside ->
          refused(call, List.of(outside.target()), "scope: " + outside.rule(), error);
    };
  }

  private static AuditRecord ran(
      AuditedCall call, ToolOutput output, String error, ToolOutcome outcome) {
    return of(
        Kind.CALL,
        call,
        call.targets(output.reach()),
        Decision.ADMITTED,
        "",
        error,
        ArgvDigest.of(outcome).map(ArgvDigest::hex).orElse(""),
        Map.of());
  }

  private static AuditRecord answeredByFallback(
      AuditedCall call, ToolOutput output, Fallback fallback) {
    return of(
        Kind.CALL,
        call,
        call.targets(output.reach()),
        Decision.ADMITTED,
        "",
        "fallback",
        "",
        Map.of("fallback", fallback.source()));
  }

  private static AuditRecord refused(
      AuditedCall call, List<String> targets, String rule, String error) {
    return of(Kind.CALL, call, targets, Decision.REFUSED, rule, error, "", Map.of());
  }

  private static AuditRecord of(
      Kind kind,
      AuditedCall begun,
      List<String> targets,
      Decision decision,
      String rule,
      String outcome,
      String argv,
      Map<String, String> details) {
    ToolCall call = begun.call();
    return new AuditRecord(
        kind,
        call.caller().name(),
        call.tool(),
        call.id(),
        targets,
        decision,
        rule,
        begun.breaker(),
        outcome,
        Duration.ofNanos(begun.age()),
        Optional.of(call.arguments()),
        argv,
        details);
  }
}
