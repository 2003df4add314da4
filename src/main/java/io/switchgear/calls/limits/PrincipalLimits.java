package io.switchgear.calls.limits;

import io.switchgear.config.LimitSettings;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Counts rates and concurrency of each principal, and decides whether it may have more. Never
 * blocks; used by many threads. A node of several has a part of each limit, so that the limits hold
 * for all nodes together.
 */
public final class PrincipalLimits {

  /** No limits, for tests and for programs with a single principal. */
  public static final PrincipalLimits NONE =
      new PrincipalLimits(new LimitSettings(false, 0, 1, 0, 0, 0, 100), System::nanoTime);

  private record CallKey(String principal, String tool) {

    /** Tools' names have no space, principals' may have. */
    private String budget() {
      return "calls " + tool + " " + principal;
    }
  }

  /** The limits in effect, and the buckets that they fill. */
  private record Rates(
      LimitSettings settings,
      Optional<Buckets<String>> requests,
      Optional<Buckets<CallKey>> calls) {}

  private final LongSupplier nanoTime;
  private final LimitShares shares;
  private final ConcurrencyQuota callPermits;
  private final ConcurrencyQuota streamPermits;
  private volatile Rates rates;

  /**
   * Of the only node.
   *
   * @param nanoTime monotonic
   */
  public PrincipalLimits(LimitSettings settings, LongSupplier nanoTime) {
    this(settings, nanoTime, LimitShares.WHOLE);
  }

  /**
   * @param nanoTime monotonic
   * @param shares this node's parts of the limits
   */
  public PrincipalLimits(LimitSettings settings, LongSupplier nanoTime, LimitShares shares) {
    this.nanoTime = nanoTime;
    this.shares = shares;
    this.callPermits = new ConcurrencyQuota("concurrent-calls", shares);
    this.streamPermits = new ConcurrencyQuota("streams", shares);
    this.rates = new Rates(settings, requests(settings), calls(settings));
  }

  /**
   * Applies other limits from now on. Running calls and open streams count as before; buckets whose
   * rate changes start full.
   */
  public synchronized void become(LimitSettings next) {
    LimitSettings before = rates.settings();
    boolean same = before.maxKept() == next.maxKept();
    boolean requestsStay =
        same
            && before.requestsPerSecond() == next.requestsPerSecond()
            && before.burst() == next.burst();
    boolean callsStay = same && before.callsPerMinute() == next.callsPerMinute();
    rates =
        new Rates(
            next,
            requestsStay ? rates.requests() : requests(next),
            callsStay ? rates.calls() : calls(next));
  }

  private Optional<Buckets<String>> requests(LimitSettings settings) {
    int rate = settings.requestsPerSecond();
    return rate == 0
        ? Optional.empty()
        : Optional.of(
            new Buckets<>(
                new Buckets.Limit(
                    settings.burst(), rate, Duration.ofSeconds(1), settings.maxKept()),
                principal -> "requests " + principal,
                shares,
                nanoTime));
  }

  private Optional<Buckets<CallKey>> calls(LimitSettings settings) {
    int rate = settings.callsPerMinute();
    return rate == 0
        ? Optional.empty()
        : Optional.of(
            new Buckets<>(
                new Buckets.Limit(rate, rate, Duration.ofMinutes(1), settings.maxKept()),
                CallKey::budget,
                shares,
                nanoTime));
  }

  /** What principals want of the limits that this node shares with others. Used by one thread. */
  public List<Demand> demands() {
    Rates now = rates;
    long at = nanoTime.getAsLong();
    List<Demand> demands = new ArrayList<>();
    demands.addAll(callPermits.demands(now.settings().concurrentCalls(), at));
    now.calls().ifPresent(buckets -> demands.addAll(buckets.demands()));
    now.requests().ifPresent(buckets -> demands.addAll(buckets.demands()));
    demands.addAll(streamPermits.demands(now.settings().streams(), at));
    return demands;
  }

  /** Gives the buckets this node's parts of now. */
  public void adapt() {
    Rates now = rates;
    now.requests().ifPresent(Buckets::adapt);
    now.calls().ifPresent(Buckets::adapt);
  }

  /** Whether other nodes use the same limits, so that a refusal may be for this node's part. */
  boolean isShared() {
    return shares != LimitShares.WHOLE;
  }

  public LimitSettings settings() {
    return rates.settings();
  }

  /** Counts a request. If it exceeds the rate, returns the time until a retry. */
  public Optional<Duration> request(Caller caller) {
    Rates now = rates;
    return isExempt(caller, now)
        ? Optional.empty()
        : now.requests().flatMap(buckets -> buckets.take(caller.name()));
  }

  /** Counts a call of a tool. If it exceeds the rate, returns the time until a retry. */
  Optional<Duration> call(Caller caller, String tool) {
    Rates now = rates;
    return isExempt(caller, now)
        ? Optional.empty()
        : now.calls().flatMap(buckets -> buckets.take(new CallKey(caller.name(), tool)));
  }

  /**
   * Takes a permit for a call. The result releases it; empty if the caller has reached its limit.
   */
  Optional<Runnable> callPermit(Caller caller) {
    return permit(callPermits, caller, LimitSettings::concurrentCalls);
  }

  /**
   * Takes a permit for a stream. The result releases it; empty if the caller has reached its limit.
   */
  public Optional<Runnable> streamPermit(Caller caller) {
    return permit(streamPermits, caller, LimitSettings::streams);
  }

  /**
   * Permits are counted even without a limit, because a reload can set a limit before the release.
   */
  private Optional<Runnable> permit(
      ConcurrencyQuota quota, Caller caller, ToIntFunction<LimitSettings> most) {
    Rates now = rates;
    return quota.take(caller.name(), isExempt(caller, now) ? 0 : most.applyAsInt(now.settings()));
  }

  private static boolean isExempt(Caller caller, Rates now) {
    return !now.settings().local() && caller.equals(Caller.LOCAL);
  }
}
