package io.switchgear.breaker.supervision;

import io.switchgear.breaker.OperatorOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The two clocks of a supervisor.
 *
 * @param monotonic nanoseconds, as {@link System#nanoTime}; for measurements and timers
 * @param wall for times that are shown
 */
public record Clocks(LongSupplier monotonic, InstantSource wall) {

  public static final Clocks SYSTEM = new Clocks(System::nanoTime, InstantSource.system());

  public long nanos() {
    return monotonic.getAsLong();
  }

  /** An operator's order that is given now. */
  OperatorOrder order(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    return OperatorOrder.given(action, operator, reason, lasting, wall.instant());
  }
}
