package io.switchgear.cluster.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Postgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One cluster of real processes in network namespaces, with jobs, calls, orders and a schedule,
 * suffers one fault after the other. After each the cluster must come to rest, and nothing that it
 * has acknowledged may be lost.
 *
 * <p>Each fault happens once, in a random order; the restart is the one with another clock. {@code
 * ./sbt -Dfaults.rounds=30 -Dfaults.nodes=5 'testOnly *ClusterFaultsTest'} draws 30 faults; {@code
 * -Dfaults.seed=N} repeats a run, and {@code -Dfaults.only=KILL,PAUSE} draws from these alone.
 */
@Tag("network")
@Tag("process")
class ClusterFaultsTest {

  private static final int NODES = Integer.getInteger("faults.nodes", 3);
  private static final int ROUNDS = Integer.getInteger("faults.rounds", 0);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
  private static final Optional<String> ONLY =
      Optional.ofNullable(System.getProperty("faults.only"));

  @TempDir private Path folder;

  private static List<Fault> faults(Random random) {
    List<Fault> kinds =
        ONLY.map(names -> List.of(names.split(",")).stream().map(Fault::valueOf).toList())
            .orElse(List.of(Fault.values()));
    List<Fault> drawn = new ArrayList<>();
    if (ROUNDS == 0) {
      drawn.addAll(kinds);
      if (ONLY.isEmpty()) {
        drawn.remove(Fault.RESTART);
      }
      java.util.Collections.shuffle(drawn, random);
    }
    while (drawn.size() < ROUNDS) {
      drawn.add(kinds.get(random.nextInt(kinds.size())));
    }
    return drawn;
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void nothingAcknowledgedIsLost() throws Exception {
    Random random = new Random(SEED);
    System.out.println("faults: %d nodes, seed %d".formatted(NODES, SEED));
    long from = System.nanoTime();
    try (FaultCluster cluster = new FaultCluster(NODES, Postgres.freshDatabase(), folder)) {
      cluster.start();
      System.out.println("nodes up after %.0f s".formatted((System.nanoTime() - from) / 1e9));
      try (Rounds rounds = new Rounds(cluster, SEED)) {
        System.out.println(
            "undisturbed scans done after %.0f s".formatted((System.nanoTime() - from) / 1e9));
        int number = 0;
        for (Fault fault : faults(random)) {
          System.out.println(rounds.round(++number, fault, random));
        }
        String summary = rounds.summary();
        System.out.println(summary);
        assertTrue(rounds.calls() > 0, summary);
        assertEquals(List.of(), rounds.violations(), summary);
        // A measurement, which needs a machine of its own.
        assertTrue(ROUNDS == 0 || cluster.slow().isEmpty(), summary);
      }
    }
  }
}
