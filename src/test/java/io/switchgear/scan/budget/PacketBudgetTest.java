package io.switchgear.scan.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.JobSettings.Rate;
import io.switchgear.scan.budget.PacketBudget.Lease;
import io.switchgear.scope.RangeSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PacketBudgetTest {

  private final AtomicReference<Rate> limits = new AtomicReference<>(new Rate(0, 100));
  private final AtomicInteger parts = new AtomicInteger(4);
  private final PacketBudget budget =
      new PacketBudget(limits::get, parts::get, Optional.empty(), () -> 0);

  /** The rate of a further block that wants 1000 packets per second. */
  private OptionalInt granted() {
    return budget
        .lease(new Object(), RangeSet.parse(List.of("10.0.0.0/28")), 1_000)
        .map(Lease::rate)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** Both hold for the next block after a reload; what runs keeps its part. */
  @Test
  void limitsAndPartsAreThoseInEffect() {
    assertEquals(OptionalInt.of(25), granted());
    parts.set(2);
    assertEquals(OptionalInt.of(50), granted());
    assertEquals(OptionalInt.empty(), granted());
    limits.set(new Rate(0, 200));
    assertEquals(OptionalInt.of(100), granted());
  }
}
