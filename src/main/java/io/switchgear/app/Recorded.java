package io.switchgear.app;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.calls.limits.CallQuota;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.config.Settings;
import io.switchgear.mcp.McpQuota;
import io.switchgear.store.FileTrouble;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Caller;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import io.switchgear.watch.audit.CallAudit;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** The audit and the limits, and what is laid around the tools for them. */
final class Recorded implements AutoCloseable {

  /** The folder of a server's audit; several servers do not share a data folder. */
  static final String SERVER = "audit";

  /** The folder of the audit of a server at a pipe, of which there can be several. */
  static final String PIPE = "audit-stdio";

  private final Settings settings;
  private final Optional<AuditLog> log;
  private final Optional<CallAudit> audited;
  private final PrincipalLimits limits;

  private Recorded(Settings settings, Optional<AuditLog> log) {
    this.settings = settings;
    this.log = log;
    this.audited = log.map(CallAudit::new);
    this.limits = new PrincipalLimits(settings.limits(), System::nanoTime);
  }

  /** Without an audit, for whoever works in a shell of its own. */
  static Recorded not(Settings settings) {
    return new Recorded(settings, Optional.empty());
  }

  /**
   * @throws StartupException if the audit's folder cannot be used
   */
  static Recorded in(Settings settings, String folder) {
    if (!settings.audit().enabled()) {
      return not(settings);
    }
    try {
      return new Recorded(
          settings,
          Optional.of(
              AuditLog.open(settings.dataDir(), folder, settings.audit(), Switchgear.version())));
    } catch (UncheckedIOException unusable) {
      throw new StartupException(
          unusable.getMessage() + " (" + FileTrouble.of(unusable.getCause()) + ")", unusable);
    }
  }

  Optional<AuditLog> log() {
    return log;
  }

  /** Whom to tell of decisions. */
  AuditTrail trail() {
    return log.<AuditTrail>map(present -> present).orElse(AuditTrail.NONE);
  }

  PrincipalLimits limits() {
    return limits;
  }

  PlanFilter noting(PlanFilter gate) {
    return audited.map(tools -> tools.noting(gate)).orElse(gate);
  }

  /** The tools, with every call recorded. */
  ToolCatalog around(ToolCatalog tools, SupervisedTools supervised) {
    return audited
        .map(audit -> audit.around(tools, name -> breaker(supervised, name)))
        .orElse(tools);
  }

  /** The tools as callers get them. */
  ToolCatalog outermost(ToolCatalog tools, SupervisedTools supervised) {
    return around(new CallQuota(tools, limits), supervised);
  }

  private static String breaker(SupervisedTools supervised, String tool) {
    return supervised.snapshot(tool).state().wire();
  }

  /** What one caller may take of the protocol's front; what it may not is recorded. */
  McpQuota share() {
    AuditTrail trail = trail();
    return new McpQuota() {
      @Override
      public Optional<Duration> request(Caller caller) {
        Optional<Duration> wait = limits.request(caller);
        wait.ifPresent(later -> trail.record(refused(caller, "request", "requests-per-second")));
        return wait;
      }

      @Override
      public Optional<Runnable> stream(Caller caller) {
        Optional<Runnable> place = limits.streamPlace(caller);
        if (place.isEmpty()) {
          trail.record(refused(caller, "stream", "streams"));
        }
        return place;
      }
    };
  }

  private static AuditRecord refused(Caller caller, String what, String limit) {
    return AuditRecord.refused(Kind.REQUEST, caller.name(), what, "rate_limited: " + limit);
  }

  /** Whether decisions are written down. */
  Finding finding() {
    AuditLog.Condition condition = log.orElseThrow().condition();
    if (condition.trouble().isPresent()) {
      return Finding.unhealthy(
          "The audit cannot be written (%s); %s to write, %d lost. %s See to the disk and the data folder."
              .formatted(
                  condition.trouble().get(),
                  Quantity.of(condition.waiting(), "record"),
                  condition.lost(),
                  settings.audit().onFailure() == OnFailure.REFUSE
                      ? "Calls are refused until it can."
                      : "Calls go on."));
    }
    return condition.lost() > 0
        ? Finding.degraded(
            "More is decided than can be written; %s lost."
                .formatted(Quantity.are(condition.lost(), "record")))
        : Finding.healthy("Written up to record %d.".formatted(log.get().head().seq()));
  }

  @Override
  public void close() {
    log.ifPresent(AuditLog::close);
  }
}
