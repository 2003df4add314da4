package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.watch.health.CpuWindow.Load;
import io.switchgear.watch.health.CpuWindow.Reading;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuWindowTest {

  private static final Duration WINDOW = Duration.ofSeconds(60);

  private long nanos;
  private double busy;
  private final CpuWindow cpu = new CpuWindow(() -> new Reading(busy, nanos), () -> nanos);

  private Optional<Load> after(int seconds, double share) {
    nanos += seconds * 1_000_000_000L;
    busy += seconds * 1e9 * share;
    return cpu.over(WINDOW);
  }

  @Test
  void oneBusySampleSaysNothing() {
    assertEquals(Optional.empty(), after(1, 1.0));
    assertEquals(Optional.empty(), after(58, 0.0));
    assertEquals(1.0 / 60, after(1, 0.0).orElseThrow().share(), 1e-9);
    assertEquals(1.0 / 60, after(1, 1.0).orElseThrow().share(), 1e-9);
  }

  @Test
  void theShareIsThatOfTheWindow() {
    after(30, 0.0);
    after(30, 1.0);
    assertEquals(1.0, after(30, 1.0).orElseThrow().share(), 1e-9);
    assertEquals(0.5, after(30, 0.0).orElseThrow().share(), 1e-9);
  }

  @Test
  void readingsFarApartCoverAllThatLiesBetween() {
    Load load = after(600, 0.25).orElseThrow();
    assertEquals(0.25, load.share(), 1e-9);
    assertEquals(Duration.ofSeconds(600), load.over());
  }

  @Test
  void whoAsksAllTheTimeGetsTheWindowAllTheSame() {
    Load load = null;
    for (int i = 0; i < 2_000; i++) {
      load = after(1, i < 1_000 ? 1.0 : 0.1).orElse(load);
    }
    assertEquals(0.1, load.share(), 1e-6);
    assertEquals(WINDOW, load.over());
  }
}
