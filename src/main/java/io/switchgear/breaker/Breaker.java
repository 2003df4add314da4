package io.switchgear.breaker;

import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A circuit breaker as a value: each method returns the breaker as it is afterwards.
 *
 * <p>It holds no clock, timer or lock. Times are nanoseconds of one monotonic clock, given by the
 * caller; chance comes from a seed that the value carries, so that the same calls on the same value
 * give the same result.
 *
 * <pre>
 *              failures reach the threshold
 *     ┌────────┐ ─────────────────────────▶ ┌──────┐
 *     │ CLOSED │                            │ OPEN │ ◀──┐
 *     └────────┘                            └──────┘    │ a probe fails:
 *         ▲                                     │       │ open longer
 *         │ probes enough succeed    time is up ▼       │
 *         └───────────────────────── ┌───────────┐ ─────┘
 *                                    │ HALF_OPEN │
 *                                    └───────────┘
 * </pre>
 *
 * <p>Every transition raises the {@code epoch}. A permit carries the epoch it was given in, and one
 * from an older epoch changes nothing: a result that comes late must not be taken for a probe's.
 *
 * @param epoch number of the transition that led here; grows by one with each
 * @param phase the state and what belongs to it
 * @param cause why it is in that state
 * @param seed of the jitter to come
 */
public record Breaker(BreakerPolicy policy, long epoch, Phase phase, Cause cause, long seed) {

  /** What a caller is told to wait when the probes are taken: they will be settled soon. */
  public static final Duration PROBING_RETRY = Duration.ofSeconds(5);

  /** A new breaker, closed. */
  public static Breaker closed(BreakerPolicy policy, long seed) {
    return new Breaker(policy, 0, Closed.FRESH, Cause.CREATED, seed);
  }

  public BreakerState state() {
    return phase.state();
  }

  /** Whether a call may run now. */
  public Admission admit(long now) {
    return switch (phase) {
      case Closed ignored -> new Admission.Admitted(this, new Permit(epoch));
      case Open ignored -> new Admission.Refused(retryAfter(now));
      case HalfOpen half when half.probes() < policy.halfOpenPermits() ->
          new Admission.Admitted(in(half.probing()), new Permit(epoch));
      case HalfOpen ignored -> new Admission.Refused(retryAfter(now));
    };
  }

  /** A call that held this permit succeeded. */
  public Breaker succeeded(Permit permit) {
    if (permit.epoch() != epoch) {
      return this;
    }
    return switch (phase) {
      case Closed ignored -> in(Closed.FRESH);
      case Open ignored -> this;
      case HalfOpen half when half.successes() + 1 >= policy.successThreshold() ->
          move(Closed.FRESH, Cause.PROBES_SUCCEEDED);
      case HalfOpen half -> in(half.succeeded());
    };
  }

  /** A call that held this permit failed in a way that speaks against what is protected. */
  public Breaker failed(Permit permit, long now) {
    if (permit.epoch() != epoch) {
      return this;
    }
    return switch (phase) {
      case Closed closed when closed.failures() + 1 >= policy.failureThreshold() ->
          open(0, Cause.CONSECUTIVE_FAILURES, now);
      case Closed closed -> in(new Closed(closed.failures() + 1));
      case Open ignored -> this;
      case HalfOpen half -> open(half.reopens() + 1, Cause.PROBE_FAILED, now);
    };
  }

  /** A call that held this permit ended in a way that says nothing about what is protected. */
  public Breaker released(Permit permit) {
    return permit.epoch() == epoch && phase instanceof HalfOpen half ? in(half.givenBack()) : this;
  }

  /** What time alone brings about: an opening whose time is up becomes half open. */
  public Breaker recovered(long now) {
    return phase instanceof Open open && open.until() - now <= 0
        ? move(new HalfOpen(0, 0, open.reopens()), Cause.RECOVERY_DUE)
        : this;
  }

  /**
   * When asking again makes sense, if a call is refused now; positive. Zero while the breaker is
   * closed.
   */
  public Duration retryAfter(long now) {
    return switch (phase) {
      case Closed ignored -> Duration.ZERO;
      case Open open -> Duration.ofNanos(Math.max(1_000_000, open.until() - now));
      case HalfOpen ignored -> PROBING_RETRY;
    };
  }

  private Breaker open(int reopens, Cause why, long now) {
    SplittableRandom random = new SplittableRandom(seed);
    Duration openTime = policy.openTime(reopens, random.nextDouble(-1, 1));
    Open open = new Open(now + openTime.toNanos(), reopens);
    return new Breaker(policy, epoch + 1, open, why, random.nextLong());
  }

  private Breaker move(Phase to, Cause why) {
    return new Breaker(policy, epoch + 1, to, why, seed);
  }

  private Breaker in(Phase same) {
    return new Breaker(policy, epoch, same, cause, seed);
  }
}
