package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.store.CallQueue.Adding;
import io.switchgear.store.CallQueue.Finishing;
import io.switchgear.store.CallQueue.Limits;
import io.switchgear.store.CallQueue.Pruned;
import io.switchgear.store.QueuedCall.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the queue does on any database. */
abstract class CallQueueContract {

  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05.123456Z");

  private final Store store = open();
  private final CallQueue queue = store.callQueue(new Limits(3));

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCallGoesThroughItsLife() {
    QueuedCall added = add(queue, "nmap", 1, T0);
    assertTrue(added.handle().matches("[0-9a-f]{40}"), added.handle());
    assertEquals(
        new QueuedCall(
            added.handle(),
            "nmap",
            Json.number(1),
            "alice",
            State.WAITING,
            0,
            T0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        added);
    assertEquals(Optional.of(added), queue.find(added.handle()));

    QueuedCall claimed = queue.claimNext("nmap", T0.plusSeconds(1)).orElseThrow();
    assertEquals(added.handle(), claimed.handle());
    assertEquals(State.RUNNING, claimed.state());
    assertEquals(1, claimed.attempts());
    assertEquals(Optional.of(T0.plusSeconds(1)), claimed.claimedAt());
    assertEquals(Optional.empty(), queue.claimNext("nmap", T0));

    assertEquals(Finishing.STORED, queue.finish(added.handle(), Json.number(7), T0.plusSeconds(2)));
    QueuedCall done = queue.find(added.handle()).orElseThrow();
    assertEquals(State.DONE, done.state());
    assertEquals(Optional.of(Json.number(7)), done.outcome());
    assertEquals(Optional.of(T0.plusSeconds(2)), done.finishedAt());
  }

  @Test
  void firstInFirstOutForEachTool() {
    QueuedCall a1 = add(queue, "a", 1, T0);
    QueuedCall b1 = add(queue, "b", 1, T0.minusSeconds(9));
    QueuedCall a2 = add(queue, "a", 2, T0.minusSeconds(9));
    assertEquals(a1.handle(), claim(queue, "a").handle());
    assertEquals(a2.handle(), claim(queue, "a").handle());
    assertEquals(b1.handle(), claim(queue, "b").handle());
    assertEquals(Optional.empty(), queue.claimNext("unknown", T0));
  }

  @Test
  void aReleasedCallHasItsPlaceAgain() {
    QueuedCall first = add(queue, "a", 1, T0);
    QueuedCall second = add(queue, "a", 2, T0);
    claim(queue, "a");
    assertTrue(queue.release(first.handle()));
    assertFalse(queue.release(first.handle()));
    assertEquals(first, queue.find(first.handle()).map(c -> withAttempts(c, 0)).orElseThrow());
    assertEquals(OptionalInt.of(1), queue.position(first.handle()));
    assertEquals(OptionalInt.of(2), queue.position(second.handle()));
    QueuedCall again = claim(queue, "a");
    assertEquals(first.handle(), again.handle());
    assertEquals(2, again.attempts());
  }

  @Test
  void positionsAndCounts() {
    QueuedCall first = add(queue, "a", 1, T0);
    QueuedCall second = add(queue, "a", 2, T0);
    add(queue, "b", 1, T0);
    assertEquals(2, queue.waiting("a"));
    assertEquals(0, queue.waiting("unknown"));
    assertEquals(OptionalInt.of(2), queue.position(second.handle()));
    claim(queue, "a");
    assertEquals(1, queue.waiting("a"));
    assertEquals(OptionalInt.empty(), queue.position(first.handle()));
    assertEquals(OptionalInt.of(1), queue.position(second.handle()));
    assertEquals(OptionalInt.empty(), queue.position("' OR 1=1 --"));
    assertEquals(Optional.empty(), queue.find("' OR 1=1 --"));
  }

  @Test
  void theQueueIsBoundedAndRefusalIsAValue() {
    for (int n = 1; n <= 3; n++) {
      Adding.Added added =
          assertInstanceOf(Adding.Added.class, queue.add("a", Json.number(n), "alice", T0));
      assertEquals(n, added.position());
    }
    assertEquals(new Adding.Full(3), queue.add("a", Json.number(4), "alice", T0));
    assertInstanceOf(Adding.Added.class, queue.add("b", Json.number(4), "alice", T0));
    claim(queue, "a");
    assertInstanceOf(Adding.Added.class, queue.add("a", Json.number(4), "alice", T0));
    assertEquals(
        new Adding.ArgumentsTooLarge(1_048_576),
        queue.add("a", Json.ofSize(1_048_577), "alice", T0));
    assertThrows(
        IllegalArgumentException.class, () -> queue.add("a", Json.number(1), "x".repeat(1025), T0));
  }

  @Test
  void onlyARunningCallCanBeFinishedAndOnlyOnce() {
    QueuedCall call = add(queue, "a", 1, T0);
    assertEquals(Finishing.NOT_RUNNING, queue.finish(call.handle(), Json.number(1), T0));
    claim(queue, "a");
    assertEquals(Finishing.TOO_LARGE, queue.finish(call.handle(), Json.ofSize(1_048_577), T0));
    assertEquals(Finishing.STORED, queue.finish(call.handle(), Json.number(1), T0));
    assertEquals(Finishing.NOT_RUNNING, queue.finish(call.handle(), Json.number(2), T0));
    assertEquals(
        Optional.of(Json.number(1)), queue.find(call.handle()).flatMap(QueuedCall::outcome));
    assertEquals(Finishing.NOT_RUNNING, queue.finish("unknown", Json.number(1), T0));
  }

  @Test
  void claimedCallsAreRecoveredInTheirOrder() {
    QueuedCall first = add(queue, "a", 1, T0);
    QueuedCall second = add(queue, "a", 2, T0);
    claim(queue, "a");
    claim(queue, "a");
    queue.finish(second.handle(), Json.number(2), T0);
    QueuedCall third = add(queue, "a", 3, T0);
    assertEquals(1, queue.recoverClaimed());
    assertEquals(first.handle(), claim(queue, "a").handle());
    assertEquals(third.handle(), claim(queue, "a").handle());
    assertEquals(State.DONE, queue.find(second.handle()).orElseThrow().state());
  }

  @Test
  void pruningLeavesWhatIsRunningOrRecent() {
    QueuedCall done = add(queue, "a", 1, T0.minusSeconds(9));
    QueuedCall running = add(queue, "a", 2, T0.minusSeconds(9));
    QueuedCall old = add(queue, "a", 3, T0.minusSeconds(9));
    claim(queue, "a");
    queue.finish(done.handle(), Json.number(1), T0.minusSeconds(1));
    claim(queue, "a");
    QueuedCall recent = add(queue, "a", 4, T0);
    assertEquals(new Pruned(0, 1), queue.prune(T0.minusSeconds(1)));
    assertEquals(new Pruned(1, 0), queue.prune(T0));
    assertEquals(Optional.empty(), queue.find(done.handle()));
    assertEquals(Optional.empty(), queue.find(old.handle()));
    assertEquals(State.RUNNING, queue.find(running.handle()).orElseThrow().state());
    assertEquals(State.WAITING, queue.find(recent.handle()).orElseThrow().state());
  }

  @Test
  void thirtyTwoThreadsClaimEachCallOnceAndTheBoundHolds() throws Exception {
    int threads = 32;
    int each = 6;
    int room = 100;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CallQueue shared = store.callQueue(new Limits(room));
      List<Callable<Integer>> adders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        adders.add(
            () -> {
              int added = 0;
              for (int n = 0; n < each; n++) {
                if (shared.add("a", Json.number(n), "alice", T0) instanceof Adding.Added) {
                  added++;
                }
              }
              return added;
            });
      }
      int added = 0;
      for (Future<Integer> future : executor.invokeAll(adders)) {
        added += future.get();
      }
      assertEquals(room, added);
      assertEquals(room, shared.waiting("a"));

      List<Callable<List<String>>> claimers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        claimers.add(
            () -> {
              List<String> mine = new ArrayList<>();
              for (Optional<QueuedCall> next = shared.claimNext("a", T0);
                  next.isPresent();
                  next = shared.claimNext("a", T0)) {
                mine.add(next.get().handle());
              }
              return mine;
            });
      }
      List<String> claimed = new ArrayList<>();
      for (Future<List<String>> future : executor.invokeAll(claimers)) {
        claimed.addAll(future.get());
      }
      assertEquals(room, claimed.size());
      assertEquals(room, new HashSet<>(claimed).size());
    }
  }

  private static QueuedCall add(CallQueue queue, String tool, int n, Instant now) {
    return assertInstanceOf(Adding.Added.class, queue.add(tool, Json.number(n), "alice", now))
        .call();
  }

  private static QueuedCall claim(CallQueue queue, String tool) {
    return queue.claimNext(tool, T0).orElseThrow();
  }

  private static QueuedCall withAttempts(QueuedCall call, int attempts) {
    return new QueuedCall(
        call.handle(),
        call.tool(),
        call.arguments(),
        call.caller(),
        call.state(),
        attempts,
        call.queuedAt(),
        call.claimedAt(),
        call.finishedAt(),
        call.outcome());
  }
}
