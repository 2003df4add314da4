package io.switchgear.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator's order to a breaker. It is data: it has wall-clock times only, so that it can be
 * stored and sent to another process.
 *
 * @param operator who; 1 to 100 characters
 * @param reason why, for people who see the breaker; 1 to 500 characters
 * @param expires when a standing order ends; empty if it stands until lifted
 */
public record OperatorOrder(
    Action action, String operator, String reason, Optional<Instant> expires) {

  /**
   * @throws IllegalArgumentException if the operator or the reason is missing or too long, or if an
   *     action that is done once is to expire
   */
  public OperatorOrder {
    Objects.requireNonNull(action);
    Require.text("operator", operator, 100);
    Require.text("reason", reason, 500);
    if (expires.isPresent() && !action.stands()) {
      throw new IllegalArgumentException(
          action.wire()
              + " is done once and cannot expire; only a standing order can: hold-open,"
              + " disabled or metrics-only");
    }
  }

  /**
   * An order that is given now.
   *
   * @param lasting after which a standing order ends; 1 s to 365 days
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static OperatorOrder given(
      Action action, String operator, String reason, Optional<Duration> lasting, Instant now) {
    lasting.ifPresent(
        time -> Require.range("expiry", time, Duration.ofSeconds(1), Duration.ofDays(365)));
    return new OperatorOrder(action, operator, reason, lasting.map(now::plus));
  }

  /** What can be ordered. */
  public enum Action {
    /** Open the breaker once. Recovery works as usual. */
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
