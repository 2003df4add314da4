package io.switchgear.calls.limits;

import io.switchgear.config.LimitSettings;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * How much each principal takes, and whether it may take more. Never blocks; used by many threads.
 */
public final class PrincipalLimits {

  /** For tests and programs that have no principals to keep apart. */
  public static final PrincipalLimits NONE =
      new PrincipalLimits(new LimitSettings(false, 0, 1, 0, 0, 0, 100), System::nanoTime);

  private record CallKey(String principal, String tool) {}

  /** The limits in effect, and the buckets that are filled by them. */
  private record Rates(
      LimitSettings settings,
      Optional<Buckets<String>> requests,
      Optional<Buckets<CallKey>> calls) {}

  private final LongSupplier nanoTime;
  private final ConcurrencyQuota callPlaces = new ConcurrencyQuota();
  private final ConcurrencyQuota streamPlaces = new ConcurrencyQuota();
  private volatile Rates rates;

  /**
   * @param nanoTime monotonic
   */
  public PrincipalLimits(LimitSettings settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.rates = new Rates(settings, requests(settings), calls(settings));
  }

  /**
   * Goes by other limits from now on. What is under way and open counts as before; buckets whose
   * rate changes begin full.
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
                settings.burst(), rate, Duration.ofSeconds(1), settings.maxKept(), nanoTime));
  }

  private Optional<Buckets<CallKey>> calls(LimitSettings settings) {
    int rate = settings.callsPerMinute();
    return rate == 0
        ? Optional.empty()
        : Optional.of(
            new Buckets<>(rate, rate, Duration.ofMinutes(1), settings.maxKept(), nanoTime));
  }

  public LimitSettings settings() {
    return rates.settings();
  }

  /** Takes note of a request; tells when to come again if it is one too many. */
  public Optional<Duration> request(Caller caller) {
    Rates now = rates;
    return isExempt(caller, now)
        ? Optional.empty()
        : now.requests().flatMap(buckets -> buckets.take(caller.name()));
  }

  /** Takes note of a call of a tool; tells when to come again if it is one too many. */
  Optional<Duration> call(Caller caller, String tool) {
    Rates now = rates;
    return isExempt(caller, now)
        ? Optional.empty()
        : now.calls().flatMap(buckets -> buckets.take(new CallKey(caller.name(), tool)));
  }

  /**
   * A place for a call under way: what gives it back; empty if the caller has as many as may be.
   */
  Optional<Runnable> callPlace(Caller caller) {
    return place(callPlaces, caller, LimitSettings::concurrentCalls);
  }

  /** A place for an open stream: what gives it back; empty if the caller has as many as may be. */
  public Optional<Runnable> streamPlace(Caller caller) {
    return place(streamPlaces, caller, LimitSettings::streams);
  }

  /** Counted without a limit as well, as there may be one before it is given back. */
  private Optional<Runnable> place(
      ConcurrencyQuota places, Caller caller, ToIntFunction<LimitSettings> most) {
    Rates now = rates;
    return places.take(caller.name(), isExempt(caller, now) ? 0 : most.applyAsInt(now.settings()));
  }

  private static boolean isExempt(Caller caller, Rates now) {
    return !now.settings().local() && caller.equals(Caller.LOCAL);
  }
}
