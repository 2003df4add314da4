package io.switchgear.limits;

import io.switchgear.config.LimitSettings;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How much each principal takes, and whether it may take more. Never blocks; used by many threads.
 */
public final class PrincipalLimits {

  /** For tests and programs that have no principals to keep apart. */
  public static final PrincipalLimits NONE =
      new PrincipalLimits(new LimitSettings(false, 0, 1, 0, 0, 0, 100), System::nanoTime);

  private static final Optional<Runnable> FREE = Optional.of(() -> {});

  private record CallKey(String principal, String tool) {}

  private final LimitSettings settings;
  private final Optional<Buckets<String>> requests;
  private final Optional<Buckets<CallKey>> calls;
  private final Optional<Places> callPlaces;
  private final Optional<Places> streamPlaces;

  /**
   * @param nanoTime monotonic
   */
  public PrincipalLimits(LimitSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.requests =
        positive(settings.requestsPerSecond())
            .map(
                rate ->
                    new Buckets<>(
                        settings.burst(),
                        rate,
                        Duration.ofSeconds(1),
                        settings.maxKept(),
                        nanoTime));
    this.calls =
        positive(settings.callsPerMinute())
            .map(
                rate ->
                    new Buckets<>(rate, rate, Duration.ofMinutes(1), settings.maxKept(), nanoTime));
    this.callPlaces = positive(settings.concurrentCalls()).map(Places::new);
    this.streamPlaces = positive(settings.streams()).map(Places::new);
  }

  private static Optional<Integer> positive(int number) {
    return number > 0 ? Optional.of(number) : Optional.empty();
  }

  public LimitSettings settings() {
    return settings;
  }

  /** Takes note of a request; tells when to come again if it is one too many. */
  public Optional<Duration> request(Caller caller) {
    return requests.isEmpty() || isExempt(caller)
        ? Optional.empty()
        : requests.get().take(caller.name());
  }

  /** Takes note of a call of a tool; tells when to come again if it is one too many. */
  Optional<Duration> call(Caller caller, String tool) {
    return calls.isEmpty() || isExempt(caller)
        ? Optional.empty()
        : calls.get().take(new CallKey(caller.name(), tool));
  }

  /**
   * A place for a call under way: what gives it back; empty if the caller has as many as may be.
   */
  Optional<Runnable> callPlace(Caller caller) {
    return place(callPlaces, caller);
  }

  /** A place for an open stream: what gives it back; empty if the caller has as many as may be. */
  public Optional<Runnable> streamPlace(Caller caller) {
    return place(streamPlaces, caller);
  }

  private Optional<Runnable> place(Optional<Places> places, Caller caller) {
    return places.isEmpty() || isExempt(caller) ? FREE : places.get().take(caller.name());
  }

  private boolean isExempt(Caller caller) {
    return !settings.local() && caller.equals(Caller.LOCAL);
  }
}
