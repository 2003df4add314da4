package io.switchgear.breaker;

import java.time.Duration;
import java.util.Objects;

/**
 * When a breaker opens and how it recovers.
 *
 * @param failureThreshold consecutive counted failures that open it; 1 to 10,000
 * @param recoveryTimeout how long it stays open the first time; 1 ms to 1 day
 * @param multiplier growth of that time with each opening that follows a failed recovery; 1 to 10
 * @param maxRecoveryTimeout bound of that growth; {@code recoveryTimeout} to 7 days
 * @param jitter part of the open time, 0 to 0.9, by which it is lengthened or shortened at random,
 *     once per opening, so that many breakers do not probe together
 * @param successThreshold successful probes that close it; 1 to 1,000
 * @param halfOpenPermits probes under way at once; 1 to 1,000
 * @param window opens it by the share of failures or slow calls as well
 * @param adaptive moves the failure threshold by the share of successes among the last 100 calls:
 *     above 0.95 up by 2, at most to 10; below 0.80 down by 1, at least to 2
 * @param canary the tool's self-test is the first probe of a recovery, before any caller's
 */
public record BreakerPolicy(
    int failureThreshold,
    Duration recoveryTimeout,
    double multiplier,
    Duration maxRecoveryTimeout,
    double jitter,
    int successThreshold,
    int halfOpenPermits,
    WindowPolicy window,
    boolean adaptive,
    boolean canary) {

  public static final BreakerPolicy DEFAULT =
      new BreakerPolicy(5, Duration.ofSeconds(60), 1.5, Duration.ofSeconds(300), 0.1, 1, 1);

  /**
   * @throws PolicyException if a value is out of its range
   */
  public BreakerPolicy {
    Require.range("failureThreshold", failureThreshold, 1, 10_000);
    Require.range("recoveryTimeout", recoveryTimeout, Duration.ofMillis(1), Duration.ofDays(1));
    Require.range("multiplier", multiplier, 1.0, 10.0);
    Require.range("maxRecoveryTimeout", maxRecoveryTimeout, recoveryTimeout, Duration.ofDays(7));
    Require.range("jitter", jitter, 0.0, 0.9);
    Require.range("successThreshold", successThreshold, 1, 1_000);
    Require.range("halfOpenPermits", halfOpenPermits, 1, 1_000);
    Objects.requireNonNull(window);
  }

  /** Without a window, an adaptive threshold or a canary. */
  public BreakerPolicy(
      int failureThreshold,
      Duration recoveryTimeout,
      double multiplier,
      Duration maxRecoveryTimeout,
      double jitter,
      int successThreshold,
      int halfOpenPermits) {
    this(
        failureThreshold,
        recoveryTimeout,
        multiplier,
        maxRecoveryTimeout,
        jitter,
        successThreshold,
        halfOpenPermits,
        WindowPolicy.NONE,
        false,
        false);
  }

  /** With that many consecutive failures to open it; 1 to 10,000. */
  public BreakerPolicy withFailureThreshold(int failures) {
    return new BreakerPolicy(
        failures,
        recoveryTimeout,
        multiplier,
        maxRecoveryTimeout,
        jitter,
        successThreshold,
        halfOpenPermits,
        window,
        adaptive,
        canary);
  }

  /**
   * With a recovery time that grows with each failed recovery.
   *
   * @param first 1 ms to 1 day
   * @param growth factor, 1 to 10
   * @param longest {@code first} to 7 days
   */
  public BreakerPolicy withRecovery(Duration first, double growth, Duration longest) {
    return new BreakerPolicy(
        failureThreshold,
        first,
        growth,
        longest,
        jitter,
        successThreshold,
        halfOpenPermits,
        window,
        adaptive,
        canary);
  }

  /** With a recovery time that does not grow; 1 ms to 1 day. */
  public BreakerPolicy withRecoveryTimeout(Duration constant) {
    return withRecovery(constant, 1, constant);
  }

  /** With this jitter of the open time; 0 to 0.9. */
  public BreakerPolicy withJitter(double part) {
    return new BreakerPolicy(
        failureThreshold,
        recoveryTimeout,
        multiplier,
        maxRecoveryTimeout,
        part,
        successThreshold,
        halfOpenPermits,
        window,
        adaptive,
        canary);
  }

  /**
   * With other rules for closing it again.
   *
   * @param successes that close it; 1 to 1,000
   * @param atOnce probes under way at once; 1 to 1,000
   */
  public BreakerPolicy withProbes(int successes, int atOnce) {
    return new BreakerPolicy(
        failureThreshold,
        recoveryTimeout,
        multiplier,
        maxRecoveryTimeout,
        jitter,
        successes,
        atOnce,
        window,
        adaptive,
        canary);
  }

  public BreakerPolicy withWindow(WindowPolicy other) {
    return with(other, adaptive, canary);
  }

  public BreakerPolicy withAdaptive(boolean on) {
    return with(window, on, canary);
  }

  public BreakerPolicy withCanary(boolean on) {
    return with(window, adaptive, on);
  }

  private BreakerPolicy with(WindowPolicy otherWindow, boolean adapts, boolean sendsCanary) {
    return new BreakerPolicy(
        failureThreshold,
        recoveryTimeout,
        multiplier,
        maxRecoveryTimeout,
        jitter,
        successThreshold,
        halfOpenPermits,
        otherWindow,
        adapts,
        sendsCanary);
  }

  /**
   * How long an opening lasts: the recovery timeout, grown by each failed recovery, bounded, then
   * moved by the jitter. The jitter comes last, so that breakers which have all reached the bound
   * still do not probe together.
   *
   * @param reopens failed recoveries before this opening
   * @param draw from -1 to 1
   */
  Duration openTime(int reopens, double draw) {
    double grown = recoveryTimeout.toNanos() * Math.pow(multiplier, reopens);
    double bounded = Math.min(grown, maxRecoveryTimeout.toNanos());
    return Duration.ofNanos(Math.max(1, (long) (bounded * (1 + jitter * draw))));
  }
}
