package io.switchgear.supervisor;

import io.switchgear.breaker.stage.CircuitBreaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What a breaker costs that nobody calls: memory, and the time until it is there.
 *
 * <p>Argument: how many. Exits with 1 unless each takes at most 8 KiB and all are there within 2 s.
 */
public final class IdleBreakers {

  private static final long MOST_BYTES = 8 * 1024;
  private static final double MOST_SECONDS = 2;

  private IdleBreakers() {}

  public static void main(String[] args) {
    int number = Integer.parseInt(args[0]);
    ActorSystem<Void> system = Systems.local();
    List<CircuitBreaker> breakers = new ArrayList<>(started(system, "warm", 1000));
    long before = heap();
    long start = System.nanoTime();
    breakers.addAll(started(system, "idle", number));
    double seconds = (System.nanoTime() - start) / 1e9;
    long each = (heap() - before) / number;
    System.out.printf(
        Locale.ROOT, "%d idle breakers: %d bytes each, started in %.2f s%n", number, each, seconds);
    boolean kept = each <= MOST_BYTES && seconds <= MOST_SECONDS;
    system.terminate();
    System.exit(kept && breakers.size() > number ? 0 : 1);
  }

  /** Created, and each has answered a message. */
  private static List<CircuitBreaker> started(ActorSystem<?> system, String kind, int number) {
    List<CircuitBreaker> breakers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      breakers.add(CircuitBreaker.create(system, kind + "-" + i, Systems.policy(10)));
    }
    breakers.stream()
        .map(breaker -> breaker.stats().toCompletableFuture())
        .toList()
        .forEach(stats -> stats.join());
    return breakers;
  }

  /** Bytes in use once the garbage is gone. */
  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
