package io.switchgear.cluster.faults;

import io.switchgear.cluster.faults.Namespaces.Direction;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to a cluster. When a fault returns, its cause has ended; its effects have not. */
enum Fault {
  /** SIGKILL, and a new start. */
  KILL {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      victim.disturb();
      victim.signal("KILL");
      victim.ended();
      victim.start();
      return victim.name();
    }
  },
  /** SIGSTOP for 20 s: the others have gone on without it when it wakes up. */
  PAUSE {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      victim.disturb();
      freeze(victim);
      return victim.name();
    }
  },
  /** The same in the middle of leaving (apache/pekko#578). */
  PAUSE_WHILE_LEAVING {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      victim.disturb();
      victim.signal("TERM");
      Duration after = Duration.ofMillis(random.nextInt(2_500));
      last(after);
      if (victim.runs()) {
        freeze(victim);
      }
      victim.ended();
      victim.start();
      return "%s %d ms after SIGTERM".formatted(victim.name(), after.toMillis());
    }
  },
  CUT_ONE_WAY {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      return cut(
          cluster,
          victim,
          random.nextBoolean() ? Direction.IN : Direction.OUT,
          random.nextBoolean());
    }
  },
  CUT_BOTH_WAYS {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      return cut(cluster, victim, Direction.BOTH, random.nextBoolean());
    }
  },
  /** SIGTERM and a new start; {@link #CLOCK} is one too. */
  RESTART {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      return restart(victim);
    }
  },
  /** A restart with a clock that is up to 30 s fast or slow. */
  CLOCK {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      victim.skew(Duration.ofSeconds(random.nextBoolean() ? 30 : -30));
      return restart(victim) + " with %+d s".formatted(victim.skew().toSeconds());
    }
  },
  /** All nodes, one after the other, under 20 calls a second. */
  ROLL_ALL {
    @Override
    String strike(FaultCluster cluster, FaultNode first, Random random) throws IOException {
      try (RollingCalls calls = new RollingCalls(cluster)) {
        for (FaultNode node : cluster.nodes()) {
          restart(node);
          cluster.awaitCalm(List.of());
        }
        return calls.summary();
      }
    }
  },
  /** PostgreSQL is stopped, or does not answer, for 30 s. */
  DATABASE_AWAY {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) {
      boolean silent = random.nextBoolean();
      try {
        if (silent) {
          Postgres.freeze();
        } else {
          Postgres.stop();
        }
        last(OUTAGE);
      } finally {
        Postgres.thaw();
        Postgres.start();
      }
      return silent ? "silent" : "stopped";
    }
  },
  /** Nothing can be written to the node's data folder for 10 s. */
  DISK_FULL {
    @Override
    String strike(FaultCluster cluster, FaultNode victim, Random random) throws IOException {
      cluster.fillDisk(victim);
      try {
        last(FULL);
      } finally {
        cluster.emptyDisk(victim);
      }
      return victim.name();
    }
  };

  private static final Duration FROZEN = Duration.ofSeconds(20);
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final Duration FULL = Duration.ofSeconds(10);

  /** Longer than the others need to go on without the node. */
  private static final Duration CUT = Duration.ofSeconds(10);

  /**
   * Does it. The victim, and nobody else, may end.
   *
   * @return what was done, for people
   */
  abstract String strike(FaultCluster cluster, FaultNode victim, Random random) throws IOException;

  private static void freeze(FaultNode victim) {
    victim.signal("STOP");
    last(FROZEN);
    victim.signal("CONT");
  }

  private static String restart(FaultNode victim) {
    victim.disturb();
    long from = System.nanoTime();
    victim.signal("TERM");
    int code = victim.ended();
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    victim.start();
    return "%s, left in %.1f s with code %d"
        .formatted(victim.name(), took.toMillis() / 1000.0, code);
  }

  private static String cut(
      FaultCluster cluster, FaultNode victim, Direction direction, boolean fromDatabase) {
    victim.disturb();
    cluster
        .network()
        .cut(
            victim.number(),
            direction,
            Optional.of(cluster.databasePort()).filter(port -> fromDatabase));
    try {
      last(CUT);
    } finally {
      cluster.network().mend(victim.number());
    }
    return "%s %s%s"
        .formatted(victim.name(), direction, fromDatabase ? ", and from the database" : "");
  }

  /** A fault has to last some time. */
  private static void last(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    Await.until("the end of a fault", () -> System.nanoTime() - end >= 0);
  }
}
