package io.switchgear.cluster.faults;

import io.switchgear.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Twenty calls a second to all nodes in turn. A call that fails is sent once more, to another node.
 */
final class RollingCalls implements AutoCloseable {

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** A call after its last attempt. */
  private record Ended(long from, long to, Traffic.Call last) {}

  private final FaultCluster cluster;
  private final Traffic.Caller caller;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Void>> running = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> firstFailures = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final long start = System.nanoTime();
  private final Thread pace;

  RollingCalls(FaultCluster cluster) {
    this.cluster = cluster;
    this.caller = new Traffic.Caller(cluster.network());
    this.pace = Thread.ofVirtual().start(this::pace);
  }

  private void pace() {
    long due = System.nanoTime();
    try {
      while (!closed.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        due += PERIOD_NANOS;
        running.add(CompletableFuture.runAsync(this::call, Thread::startVirtualThread));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void call() {
    long from = System.nanoTime();
    int number = turn.getAndIncrement();
    List<FaultNode> nodes = cluster.nodes();
    Random random = new Random(number);
    Traffic.Call call = caller.modern(nodes.get(number % nodes.size()), random);
    if (call.end() != Traffic.End.SUCCESS) {
      firstFailures.merge(call.errorType(), 1, Integer::sum);
      call = caller.modern(nodes.get((number + 1) % nodes.size()), random);
    }
    ended.add(new Ended(from, System.nanoTime(), call));
  }

  /** Ends the calls, and says how they went; fails if one was lost. */
  String summary() {
    stop();
    List<Ended> calls = new ArrayList<>(ended);
    List<String> lost =
        calls.stream()
            .filter(call -> call.last().end() != Traffic.End.SUCCESS)
            .map(call -> call.last().toString())
            .toList();
    if (!lost.isEmpty()) {
      throw new AssertionError(
          "%d of %d calls were lost after one retry; first failures: %s; lost: %s"
              .formatted(lost.size(), calls.size(), firstFailures, lost));
    }
    List<Long> ends = calls.stream().map(Ended::to).sorted().toList();
    long stall = 0;
    long before = start;
    for (long end : ends) {
      stall = Math.max(stall, end - before);
      before = end;
    }
    if (stall > STALL_NANOS) {
      cluster.slow("a stall of %.1f s while all nodes were restarted".formatted(stall / 1e9));
    }
    long slowest = calls.stream().mapToLong(call -> call.to() - call.from()).max().orElseThrow();
    return "%d calls, none lost after one retry, first tries that failed %s, longest stall %.1f s, slowest call %.1f s"
        .formatted(calls.size(), firstFailures, stall / 1e9, slowest / 1e9);
  }

  private void stop() {
    closed.countDown();
    Await.until("the end of the roll's calls", () -> !pace.isAlive());
    running.forEach(call -> Await.result("a call during the roll", call));
  }

  @Override
  public void close() {
    stop();
  }
}
