package io.switchgear.breaker;

import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * A circuit breaker as a value: each method returns the breaker as it is afterwards.
 *
 * <p>It holds no clock, timer or lock. The caller gives times as nanoseconds of one monotonic
 * clock. Random numbers come from a seed in the value, so the same calls on the same value give the
 * same result.
 *
 * <pre>
 *              failures reach the threshold
 *     ┌────────┐ ─────────────────────────▶ ┌──────┐
 *     │ CLOSED │                            │ OPEN │ ◀──┐
 *     └────────┘                            └──────┘    │ a probe fails:
 *         ▲                                     │       │ open longer
 *         │ enough probes succeed    time is up ▼       │
 *         └───────────────────────── ┌───────────┐ ─────┘
 *                                    │ HALF_OPEN │
 *                                    └───────────┘
 * </pre>
 *
 * An operator's standing order overrides all three until it is lifted or expires. {@link Guidance}
 * decides about calls instead of the state, which goes on below it. The cause of an opening decides
 * what closes the breaker: after an opening for slowness, a slow probe has failed.
 *
 * <p>Every transition raises the {@code epoch}. A permit carries the epoch it was given in, and one
 * from an older epoch changes nothing: a late result must not count as the result of a probe.
 *
 * @param epoch number of transitions so far
 * @param phase the state, with its own data
 * @param reason why it is in that state
 * @param seed of the next jitter
 * @param recent the last 100 counted calls, for the adaptive threshold
 * @param guidance that was given last; see {@link #followed}
 * @param counted calls that succeeded or failed since it was last closed or an order began to stand
 */
public record Breaker(
    BreakerPolicy policy,
    long epoch,
    Phase phase,
    Reason reason,
    long seed,
    Recent recent,
    Guidance guidance,
    long counted) {

  /** The retry delay for callers while all probes are running. */
  public static final Duration PROBING_RETRY = Duration.ofSeconds(5);

  /** The retry delay once the time that guidance gave is over. */
  private static final Duration GUIDED_RETRY = Duration.ofSeconds(1);

  static final Optional<Cause> BY_OPERATOR = Optional.of(Cause.OPERATOR);

  /** A breaker without guidance that has counted no call. */
  public Breaker(
      BreakerPolicy policy, long epoch, Phase phase, Reason reason, long seed, Recent recent) {
    this(policy, epoch, phase, reason, seed, recent, Guidance.None.NONE, 0);
  }

  /** A new breaker, closed. */
  public static Breaker closed(BreakerPolicy policy, long seed) {
    return new Breaker(
        policy, 0, Closed.fresh(policy), Reason.of(Cause.CREATED), seed, Recent.NONE);
  }

  /** Its own state, whatever the guidance. */
  public BreakerState state() {
    return phase.state();
  }

  /** The state that calls meet: open or closed as the guidance has it, otherwise its own. */
  public BreakerState met() {
    return switch (followed()) {
      case Guidance.None ignored -> state();
      case Guidance.Admit ignored -> BreakerState.CLOSED;
      case Guidance.Refuse ignored -> BreakerState.OPEN;
    };
  }

  /** The guidance that decides about calls; {@code NONE} while the state is an operator's. */
  public Guidance followed() {
    return guidance == Guidance.None.NONE || ordered() ? Guidance.None.NONE : guidance;
  }

  /**
   * Whether the state is an operator's: of a standing order, or of an order that was done once
   * until the breaker closes or opens by itself.
   */
  public boolean ordered() {
    return phase instanceof Overridden || reason.ordered() || openedBy().equals(BY_OPERATOR);
  }

  /** What opened it when it was last closed; empty unless open or half open. */
  Optional<Cause> openedBy() {
    return switch (phase) {
      case Open open -> Optional.of(open.openedBy());
      case HalfOpen half -> Optional.of(half.openedBy());
      case Closed ignored -> Optional.empty();
      case Overridden ignored -> Optional.empty();
    };
  }

  /** Consecutive failures that open it now. */
  public int failureThreshold() {
    return policy.adaptive()
        ? recent.adapted(policy.failureThreshold())
        : policy.failureThreshold();
  }

  /** Whether a call may run now. */
  public Admission admit(long now) {
    boolean admitted =
        switch (followed()) {
          case Guidance.None ignored -> admits();
          case Guidance.Admit ignored -> true;
          case Guidance.Refuse ignored -> false;
        };
    return admitted ? admitted() : new Admission.Refused(retryAfter(now));
  }

  private boolean admits() {
    return switch (phase) {
      case Closed ignored -> true;
      case Open ignored -> false;
      case HalfOpen half -> half.admits(policy);
      case Overridden overridden -> overridden.admits();
    };
  }

  /** The permit for the self-test that a recovery begins with; empty if none is due. */
  public Optional<Admission.Admitted> admitCanary() {
    return phase instanceof HalfOpen half
            && half.canary()
            && half.probes() == 0
            && !(followed() instanceof Guidance.Refuse)
        ? Optional.of(admitted())
        : Optional.empty();
  }

  /** The breaker under other guidance. Its state stays. */
  public Breaker guided(Guidance next) {
    return new Breaker(policy, epoch, phase, reason, seed, recent, next, counted);
  }

  /**
   * The breaker, closed because a probe of another breaker of the same resource has succeeded. A
   * state that is an operator's stays.
   */
  public Breaker probedElsewhere() {
    return ordered() ? this : moved(Closed.fresh(policy), Reason.of(Cause.PROBED_ELSEWHERE));
  }

  private Admission.Admitted admitted() {
    Breaker with = phase instanceof HalfOpen half ? in(half.probing()) : this;
    return new Admission.Admitted(with, new Permit(epoch));
  }

  /** A call with this permit succeeded. */
  public Breaker succeeded(Permit permit, Duration took, long now) {
    return settled(permit, Counts.ofCall(false, isSlow(took)), now);
  }

  /**
   * Several calls with this permit succeeded, at a time when {@link #isUnmovedBySuccess}.
   *
   * @param calls 1 or more
   */
  public Breaker succeeded(Permit permit, int calls) {
    if (permit.epoch() != epoch || !(phase instanceof Closed closed)) {
      return this;
    }
    Recent next = recent;
    for (int i = 0; policy.adaptive() && i < Math.min(calls, Recent.SIZE); i++) {
      next = next.plus(false);
    }
    Closed without = closed.failures() == 0 ? closed : new Closed(0, closed.window());
    return new Breaker(policy, epoch, without, reason, seed, next, guidance, counted + calls);
  }

  /** A call with this permit failed, and the protected resource is at fault. */
  public Breaker failed(Permit permit, Duration took, long now) {
    return settled(permit, Counts.ofCall(true, isSlow(took)), now);
  }

  /** A call with this permit ended without evidence about the protected resource. */
  public Breaker released(Permit permit) {
    return permit.epoch() == epoch && phase instanceof HalfOpen half ? in(half.givenBack()) : this;
  }

  /**
   * How long a probe may run: after an opening for slowness less than a slow call. Empty if only
   * its outcome counts.
   */
  public Optional<Duration> probeLimit() {
    return phase instanceof HalfOpen half ? half.probeLimit(policy.window()) : Optional.empty();
  }

  /** A call that held this permit is still running after {@link #probeLimit}. */
  public Breaker overdue(Permit permit, long now) {
    return permit.epoch() == epoch
            && phase instanceof HalfOpen half
            && half.probeLimit(policy.window()).isPresent()
        ? reopened(half, Cause.PROBE_SLOW, now)
        : this;
  }

  private Breaker reopened(HalfOpen half, Cause why, long now) {
    return noting(why == Cause.PROBE_FAILED)
        .opened(half.reopens() + 1, half.openedBy(), Reason.of(why), now);
  }

  private Breaker settled(Permit permit, Counts call, long now) {
    if (permit.epoch() != epoch) {
      return this;
    }
    boolean failed = call.failed() > 0;
    return switch (phase) {
      case Closed closed -> noting(failed).counted(closed.plus(call, now), now);
      // Only guidance admits calls here. They are counted for those who give it.
      case Open ignored -> noting(failed);
      case HalfOpen half when failed -> reopened(half, Cause.PROBE_FAILED, now);
      case HalfOpen half when call.slow() > 0 && half.probeLimit(policy.window()).isPresent() ->
          reopened(half, Cause.PROBE_SLOW, now);
      // A self-test is quick even if calls are slow. So after an opening for slowness it does not
      // close the breaker; calls decide.
      case HalfOpen half when half.canary() && half.probeLimit(policy.window()).isPresent() ->
          noting(false).in(half.givenBack());
      case HalfOpen half when half.successes() + 1 >= policy.successThreshold() ->
          noting(false).moved(Closed.fresh(policy), Reason.of(Cause.PROBES_SUCCEEDED));
      case HalfOpen half -> noting(false).in(half.succeeded());
      case Overridden overridden when overridden.counting() ->
          noting(failed).in(overridden.with(overridden.counts().plus(call, now)));
      case Overridden ignored -> this;
    };
  }

  /**
   * The breaker under another policy. The counts stay, and the new thresholds apply to them at
   * once. A window of another type or size starts empty. An opening keeps its end, and an order
   * stays.
   */
  public Breaker reconfigured(BreakerPolicy next, long now) {
    if (next.equals(policy)) {
      return this;
    }
    Recent kept = next.adaptive() ? recent : Recent.NONE;
    Phase same = phase.under(policy.window(), next, now);
    Breaker breaker = new Breaker(next, epoch, same, reason, seed, kept, guidance, counted);
    return switch (same) {
      case Closed closed -> breaker.counted(closed, now);
      case HalfOpen half when half.successes() >= next.successThreshold() ->
          breaker.moved(Closed.fresh(next), Reason.of(Cause.PROBES_SUCCEEDED));
      case HalfOpen ignored -> breaker;
      case Open ignored -> breaker;
      case Overridden ignored -> breaker;
    };
  }

  private Breaker counted(Closed closed, long now) {
    return reasonToOpen(closed)
        .map(why -> opened(0, why, Reason.of(why), now))
        .orElseGet(() -> in(closed));
  }

  private Optional<Cause> reasonToOpen(Closed closed) {
    WindowPolicy rates = policy.window();
    Counts counts = closed.window().counts();
    if (closed.failures() >= failureThreshold()) {
      return Optional.of(Cause.CONSECUTIVE_FAILURES);
    }
    if (counts.calls() < rates.minimumCalls()) {
      return Optional.empty();
    }
    if (counts.failureRate() >= rates.failureRate()) {
      return Optional.of(Cause.FAILURE_RATE);
    }
    return counts.slowRate() >= rates.slowCallRate()
        ? Optional.of(Cause.SLOW_CALL_RATE)
        : Optional.empty();
  }

  /** The breaker at this time: ends the open state or an operator's order that is due. */
  public Breaker advanced(long now) {
    return switch (phase) {
      case Open open when open.until() - now <= 0 ->
          moved(probing(open.reopens(), open.openedBy()), Reason.of(Cause.RECOVERY_DUE));
      case Overridden overridden when overridden.expired(now) ->
          lifted(overridden, Reason.of(Cause.ORDER_EXPIRED));
      case Closed ignored -> this;
      case Open ignored -> this;
      case HalfOpen ignored -> this;
      case Overridden ignored -> this;
    };
  }

  /** When {@link #advanced} next has an effect; empty if it never has. */
  public OptionalLong dueAt() {
    return switch (phase) {
      case Open open -> OptionalLong.of(open.until());
      case Overridden overridden -> overridden.due();
      case Closed ignored -> OptionalLong.empty();
      case HalfOpen ignored -> OptionalLong.empty();
    };
  }

  /**
   * Applies an operator's order. While an override is active, one-time actions are refused, so that
   * no operator undoes another's order by accident. The override must be lifted first.
   *
   * @param now on the monotonic clock
   * @param at the same moment, on the wall clock
   * @return empty if it is refused
   */
  public Optional<Breaker> ordered(OperatorOrder order, long now, Instant at) {
    boolean overridden = phase instanceof Overridden;
    Reason why = Reason.of(order);
    return switch (order.action()) {
      case HOLD_OPEN, DISABLED, METRICS_ONLY ->
          Optional.of(moved(Overridden.by(order, Closed.fresh(policy), now, at), why));
      case AUTO -> Optional.of(phase instanceof Overridden over ? lifted(over, why) : this);
      case OPEN -> overridden ? Optional.empty() : Optional.of(opened(0, Cause.OPERATOR, why, now));
      case CLOSE -> overridden ? Optional.empty() : Optional.of(moved(Closed.fresh(policy), why));
      case RESET ->
          overridden
              ? Optional.empty()
              : Optional.of(
                  new Breaker(
                      policy,
                      epoch + 1,
                      Closed.fresh(policy),
                      why,
                      seed,
                      Recent.NONE,
                      guidance,
                      0));
    };
  }

  /** After a hold the state of the protected resource is unknown, so a probe is needed. */
  private Breaker lifted(Overridden overridden, Reason why) {
    return moved(overridden.admits() ? Closed.fresh(policy) : probing(0, Cause.OPERATOR), why);
  }

  /** The retry delay of a call that is refused now; positive. Zero while calls are admitted. */
  public Duration retryAfter(long now) {
    return switch (followed()) {
      case Guidance.None ignored -> ownRetryAfter(now);
      case Guidance.Admit ignored -> Duration.ZERO;
      case Guidance.Refuse refuse ->
          refuse.retryAt() - now > 0 ? left(refuse.retryAt(), now) : GUIDED_RETRY;
    };
  }

  private Duration ownRetryAfter(long now) {
    return switch (phase) {
      case Closed ignored -> Duration.ZERO;
      case Open open -> left(open.until(), now);
      case HalfOpen half -> half.admits(policy) ? Duration.ZERO : PROBING_RETRY;
      case Overridden overridden when overridden.admits() -> Duration.ZERO;
      case Overridden overridden when overridden.due().isPresent() ->
          left(overridden.due().getAsLong(), now);
      case Overridden ignored -> policy.maxRecoveryTimeout();
    };
  }

  private static Duration left(long until, long now) {
    return Duration.ofNanos(Math.max(1_000_000, until - now));
  }

  /**
   * Whether a success changes only counts. With a window it can also open the breaker: it may be
   * slow, or the call with which the failures before it become a rate.
   */
  public boolean isUnmovedBySuccess() {
    return phase instanceof Closed && policy.window().type() == WindowPolicy.Type.NONE;
  }

  /** Whether results are counted; false while an operator has disabled the breaker. */
  public boolean counting() {
    return !(phase instanceof Overridden overridden) || overridden.counting();
  }

  private boolean isSlow(Duration took) {
    return took.compareTo(policy.window().slowCall()) >= 0;
  }

  private HalfOpen probing(int reopens, Cause openedBy) {
    return new HalfOpen(0, 0, reopens, policy.canary(), openedBy);
  }

  private Breaker opened(int reopens, Cause openedBy, Reason why, long now) {
    SplittableRandom random = new SplittableRandom(seed);
    Duration openTime = policy.openTime(reopens, random.nextDouble(-1, 1));
    Open open = new Open(now + openTime.toNanos(), reopens, openedBy);
    return new Breaker(policy, epoch + 1, open, why, random.nextLong(), recent, guidance, counted);
  }

  private Breaker moved(Phase to, Reason why) {
    boolean anew = to instanceof Closed || to instanceof Overridden;
    return new Breaker(policy, epoch + 1, to, why, seed, recent, guidance, anew ? 0 : counted);
  }

  private Breaker in(Phase same) {
    return new Breaker(policy, epoch, same, reason, seed, recent, guidance, counted);
  }

  /** With one more call that was counted. */
  private Breaker noting(boolean failed) {
    Recent next = policy.adaptive() ? recent.plus(failed) : recent;
    return new Breaker(policy, epoch, phase, reason, seed, next, guidance, counted + 1);
  }
}
