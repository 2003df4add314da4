package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.store.StoreException.Reason;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreThreadsTest {

  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void endTheWork() {
    end.countDown();
  }

  /** A database with room for two accesses at once. */
  private record Narrow() implements Database.Source {

    @Override
    public String place() {
      return "the test";
    }

    @Override
    public String advice() {
      return "look";
    }

    @Override
    public Database.Kind kind() {
      return Database.Kind.SERVER;
    }

    @Override
    public int threads() {
      return 2;
    }

    @Override
    public Connections open() {
      throw new AssertionError("not opened here");
    }
  }

  private static <T> CompletableFuture<T> called(StoreThreads threads, Supplier<T> work) {
    return CompletableFuture.supplyAsync(() -> threads.await(work), Thread::startVirtualThread);
  }

  @Test
  void moreCallersThanThreadsWaitForTheirTurn() {
    try (StoreThreads threads = new StoreThreads(new Narrow(), Await.LIMIT)) {
      List<CompletableFuture<Integer>> calls =
          IntStream.range(0, 500).mapToObj(n -> called(threads, () -> n)).toList();
      for (int n = 0; n < calls.size(); n++) {
        assertEquals(n, Await.result("call " + n, calls.get(n)));
      }
    }
  }

  @Test
  void whileTheDatabaseIsSilentCallersFailAndAfterwardsTheySucceed() {
    try (StoreThreads threads = new StoreThreads(new Narrow(), Duration.ofMillis(200))) {
      List<CompletableFuture<Boolean>> stuck =
          IntStream.range(0, 10)
              .mapToObj(
                  n ->
                      called(
                          threads,
                          () -> {
                            Await.stubbornly(end);
                            return true;
                          }))
              .toList();
      for (CompletableFuture<Boolean> call : stuck) {
        CompletionException failed =
            assertThrows(CompletionException.class, () -> Await.result("a caller", call));
        StoreException slow = (StoreException) failed.getCause();
        assertEquals(Reason.TOO_SLOW, slow.reason());
        assertTrue(slow.getMessage().startsWith("the test does not respond ("), slow.getMessage());
      }
      end.countDown();
      assertEquals(7, Await.value("an answer", () -> answer(threads), n -> n == 7));
    }
  }

  private static int answer(StoreThreads threads) {
    try {
      return threads.await(() -> 7);
    } catch (StoreException notYet) {
      return 0;
    }
  }

  @Test
  void failuresArriveAsTheyAre() {
    try (StoreThreads threads = new StoreThreads(new Narrow(), Await.LIMIT)) {
      IllegalStateException own = new IllegalStateException("own");
      assertEquals(
          own,
          assertThrows(
              IllegalStateException.class,
              () ->
                  threads.await(
                      () -> {
                        throw own;
                      })));
    }
  }
}
