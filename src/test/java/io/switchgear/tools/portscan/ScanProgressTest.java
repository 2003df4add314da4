package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.tools.portscan.ConnectLoop.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanProgressTest {

  private static final long MILLI = 1_000_000L;

  private final List<String> said = new ArrayList<>();
  private final ConnectProgress progress =
      new ConnectProgress(
          (done, total, message) -> said.add((long) done + "/" + (long) total + " " + message),
          16,
          1_600);

  @Test
  void saysWhereItIsInWords() {
    progress.tick(0, List.of(new Status(1_200, 5, 13), new Status(4, 2, 10)));
    assertEquals(List.of("1204/1600 3 of 16 hosts, 1,204 of 1,600 probes, 7 open"), said);
  }

  @Test
  void speaksAtMostFourTimesASecond() {
    for (int i = 0; i < 2_000; i++) {
      progress.tick(i * MILLI, List.of(new Status(i / 2, 0, 16)));
    }
    assertEquals(8, said.size());
  }

  @Test
  void speaksEveryTwoSecondsWhenNothingMoves() {
    for (int i = 0; i <= 100; i++) {
      progress.tick(i * 100 * MILLI, List.of(new Status(10, 0, 16)));
    }
    assertEquals(6, said.size());
  }

  @Test
  void theEndIsSaidOnce() {
    progress.tick(0, List.of(new Status(0, 0, 16)));
    progress.end(MILLI, List.of(new Status(1_600, 0, 0)));
    progress.end(2 * MILLI, List.of(new Status(1_600, 0, 0)));
    assertEquals(2, said.size());
  }
}
