package io.switchgear.watch.audit;

import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.tool.Caller;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.time.Duration;
import java.util.Optional;

/** The limits of requests and streams. Each refusal is recorded in the audit log. */
public final class RecordedLimits {

  private final PrincipalLimits limits;
  private final AuditTrail trail;

  public RecordedLimits(PrincipalLimits limits, AuditTrail trail) {
    this.limits = limits;
    this.trail = trail;
  }

  /** Counts a request. Returns the time to wait if the caller exceeds its rate. */
  public Optional<Duration> request(Caller caller) {
    Optional<Duration> wait = limits.request(caller);
    wait.ifPresent(later -> record(caller, "request", "requests-per-second"));
    return wait;
  }

  /**
   * Takes a permit for a stream. The returned task releases it; empty if the caller has its maximum
   * of streams open.
   */
  public Optional<Runnable> stream(Caller caller) {
    Optional<Runnable> permit = limits.streamPermit(caller);
    if (permit.isEmpty()) {
      record(caller, "stream", "streams");
    }
    return permit;
  }

  private void record(Caller caller, String what, String limit) {
    trail.record(AuditRecord.refused(Kind.REQUEST, caller.name(), what, "rate_limited: " + limit));
  }
}
