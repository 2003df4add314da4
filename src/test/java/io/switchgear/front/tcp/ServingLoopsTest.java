package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServingLoopsTest {

  private static final int LOOPS = Math.min(16, Runtime.getRuntime().availableProcessors());

  private ServingLoops loops;

  @BeforeEach
  void start() throws Exception {
    loops = ServingLoops.start("test-loop");
  }

  @AfterEach
  void end() {
    loops.end();
  }

  @Test
  void connectionsAreSpreadEvenly() {
    List<SelectorLoop> taken = Stream.generate(loops::take).limit(3L * LOOPS).toList();
    for (SelectorLoop each : taken) {
      assertEquals(3, taken.stream().filter(other -> other == each).count());
    }
  }

  @Test
  void theLoopWhoseConnectionHasClosedIsTheNext() {
    List<SelectorLoop> taken = Stream.generate(loops::take).limit(2L * LOOPS).toList();
    SelectorLoop left = taken.getLast();
    loops.free(left);
    assertSame(left, loops.take());
  }

  @Test
  void whatALoopsThreadCausesRunsThereAndInOrder() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CompletableFuture<Thread> last = new CompletableFuture<>();
    CompletableFuture<Thread> first = new CompletableFuture<>();
    loops
        .take()
        .execute(
            () -> {
              first.complete(Thread.currentThread());
              LoopThread.executeHere(() -> ran.add("a"));
              LoopThread.executeHere(
                  () -> LoopThread.executeHere(() -> last.complete(Thread.currentThread())));
              LoopThread.executeHere(() -> ran.add("b"));
              ran.add("task");
            });
    assertSame(first.get(), last.get());
    assertEquals(List.of("task", "a", "b"), ran);
  }

  @Test
  void noOtherThreadTakesTasks() {
    assertFalse(LoopThread.executeHere(() -> {}));
  }

  /** Tasks that cause tasks for ever do not keep the thread from others. */
  @Test
  void aThreadWithItsOwnTasksStillTakesOthers() throws Exception {
    SelectorLoop loop = loops.take();
    CompletableFuture<Void> other = new CompletableFuture<>();
    class Again implements Runnable {
      @Override
      public void run() {
        if (!other.isDone()) {
          LoopThread.executeHere(this);
        }
      }
    }
    loop.execute(new Again());
    loop.execute(() -> other.complete(null));
    other.get();
  }

  @Test
  void aTaskThatFailsHarmsNoOther() throws Exception {
    SelectorLoop loop = loops.take();
    CompletableFuture<Void> next = new CompletableFuture<>();
    loop.execute(
        () -> {
          LoopThread.executeHere(
              () -> {
                throw new StackOverflowError("thrown by the test");
              });
          LoopThread.executeHere(() -> next.complete(null));
        });
    next.get();
  }

  @Test
  void whatIsLeftRunsBeforeTheThreadEnds() throws Exception {
    SelectorLoop loop = loops.take();
    CompletableFuture<Void> left = new CompletableFuture<>();
    loop.execute(
        () -> {
          loop.end();
          IntStream.range(0, 1_000).forEach(i -> LoopThread.executeHere(() -> {}));
          LoopThread.executeHere(() -> left.complete(null));
        });
    left.get();
    loops.end();
    Await.result("the end", loops.ended());
  }

  @Test
  void theFailureOfOneIsToldAtOnce() {
    OutOfMemoryError error = new OutOfMemoryError("thrown by the test");
    CompletableFuture<Void> ended = loops.ended().toCompletableFuture();
    loops
        .take()
        .execute(
            () -> {
              throw error;
            });
    assertSame(error, assertThrows(ExecutionException.class, ended::get).getCause());
  }
}
