package io.switchgear.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator's order to a breaker.
 *
 * @param operator who; 1 to 100 characters
 * @param reason why, for people who see the breaker; 1 to 500 characters
 * @param expiry of a standing order; empty while it stands until lifted
 */
public record OperatorOrder(
    Action action, String operator, String reason, Optional<Expiry> expiry) {

  /**
   * @throws IllegalArgumentException if the operator or the reason is missing or too long, or if an
   *     action that is done once is to expire
   */
  public OperatorOrder {
    Objects.requireNonNull(action);
    Require.text("operator", operator, 100);
    Require.text("reason", reason, 500);
    if (expiry.isPresent() && !action.stands()) {
      throw new IllegalArgumentException(
          action.wire()
              + " is done once and cannot expire; only a standing order can: hold-open,"
              + " disabled or metrics-only");
    }
  }

  /**
   * When an order ends by itself.
   *
   * @param due on the monotonic clock, in nanoseconds
   * @param shown the same moment, for people
   */
  public record Expiry(long due, Instant shown) {

    public static Expiry in(Duration duration, long now, Instant shownNow) {
      Require.range("expiry", duration, Duration.ofSeconds(1), Duration.ofDays(365));
      return new Expiry(now + duration.toNanos(), shownNow.plus(duration));
    }
  }

  /** What can be ordered. */
  public enum Action {
    /** Go to open once; recovery goes on as usual. */
    OPEN(false),
    /** Go to closed once. */
    CLOSE(false),
    /** Start as a new breaker. */
    RESET(false),
    /** Refuse every call for as long as the order stands. */
    HOLD_OPEN(true),
    /** Admit every call and count nothing. */
    DISABLED(true),
    /** Admit every call and count, but never open. */
    METRICS_ONLY(true),
    /** Lift the standing order. */
    AUTO(false);

    private final boolean stands;

    Action(boolean stands) {
      this.stands = stands;
    }

    /** Whether it lasts until it is lifted or expires. */
    public boolean stands() {
      return stands;
    }

    /** As operators write it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
