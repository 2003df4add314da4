package io.switchgear.watch.audit;

import io.switchgear.tool.ArgvDigest;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.watch.audit.AuditRecord.Decision;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Records what becomes of calls. One that ends soon has one record; one that takes longer has
 * another from when it was noticed to go on.
 */
public final class CallAudit {

  private static final long LONG_CALL = TimeUnit.SECONDS.toNanos(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final AuditLog log;
  private final Map<String, OpenCall> open = new ConcurrentHashMap<>();

  public CallAudit(AuditLog log) {
    this.log = log;
    log.everySecond(this::tellOfLongCalls);
  }

  /** The gate, with the targets that pass it noted. */
  public PlanFilter noting(PlanFilter gate) {
    return (call, plan) -> {
      if (!plan.targets().isEmpty()) {
        OpenCall known = open.get(call.id());
        if (known != null) {
          known.planned(plan.targets());
        }
      }
      return gate.pass(call, plan);
    };
  }

  /**
   * The tools, with their calls recorded.
   *
   * @param breaker the state of a tool's breaker now, as it stands on the wire
   */
  public ToolCatalog around(ToolCatalog inner, Function<String, String> breaker) {
    return new Catalog(inner, breaker);
  }

  private final class Catalog extends ForwardingTools {

    private final ToolCatalog inner;
    private final Function<String, String> breaker;

    Catalog(ToolCatalog inner, Function<String, String> breaker) {
      this.inner = inner;
      this.breaker = breaker;
    }

    @Override
    protected ToolCatalog inner() {
      return inner;
    }

    @Override
    public void turnedAway(ToolCall call, ToolOutcome outcome) {
      log.record(record(new OpenCall(call, ""), outcome));
      super.turnedAway(call, outcome);
    }

    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      OpenCall begun = new OpenCall(call, breaker.apply(call.tool()));
      if (!log.admits()) {
        ToolOutcome refused = unrecorded();
        log.record(record(begun, refused));
        return ToolRun.completed(refused);
      }
      open.put(call.id(), begun);
      ToolRun run;
      try {
        run = inner.call(call, progress);
      } catch (RuntimeException bug) {
        ended(begun, null);
        throw bug;
      }
      // On this stage, so that whoever has the answer has been recorded.
      CompletionStage<ToolOutcome> recorded =
          run.outcome().whenComplete((outcome, bug) -> ended(begun, outcome));
      return run.with(recorded);
    }
  }

  private void ended(OpenCall call, ToolOutcome outcome) {
    open.remove(call.call().id(), call);
    log.record(record(call, outcome));
  }

  private void tellOfLongCalls() {
    for (OpenCall call : open.values()) {
      if (call.isToBeTold(LONG_CALL)) {
        log.record(
            of(Kind.CALL_RUNNING, call, call.targets(), Decision.ADMITTED, "", "", "", Map.of()));
      }
    }
  }

  private static ToolOutcome unrecorded() {
    return new Rejected(
        Refusal.UNRECORDED,
        "audit",
        "The audit of this server cannot be written, and its operator lets no call go on without."
            + " The call was not run. Have the operator see to the disk, and ask again later.",
        RETRY_AFTER);
  }

  /**
   * @param outcome null if a bug ended the call
   */
  private static AuditRecord record(OpenCall call, ToolOutcome outcome) {
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
              .map(stoodIn -> standIn(call, success.output(), stoodIn))
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
      OpenCall call, ToolOutput output, String error, ToolOutcome outcome) {
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

  private static AuditRecord standIn(OpenCall call, ToolOutput output, Fallback fallback) {
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
      OpenCall call, List<String> targets, String rule, String error) {
    return of(Kind.CALL, call, targets, Decision.REFUSED, rule, error, "", Map.of());
  }

  private static AuditRecord of(
      Kind kind,
      OpenCall begun,
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
