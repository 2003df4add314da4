package io.switchgear.front.tcp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The loops that read from connections and answer, one for each processor. A new connection is
 * given to the loop that has the fewest. Only the accepting loop's thread uses this class.
 */
final class ServingLoops {

  private static final int MOST = 16;

  private static final class Serving {

    private final SelectorLoop loop;
    private int sockets;

    private Serving(SelectorLoop loop) {
      this.loop = loop;
    }
  }

  private final List<Serving> all = new ArrayList<>();

  private ServingLoops() {}

  /**
   * @throws IOException if the system has no file descriptors for them
   */
  static ServingLoops start(String name) throws IOException {
    ServingLoops loops = new ServingLoops();
    try {
      for (int i = 0; i < Math.min(MOST, Runtime.getRuntime().availableProcessors()); i++) {
        loops.all.add(new Serving(new SelectorLoop(name + "-" + i)));
      }
      return loops;
    } catch (IOException | RuntimeException failed) {
      loops.end();
      throw failed;
    }
  }

  /** The loop for a new connection. */
  SelectorLoop take() {
    Serving least = all.stream().min(Comparator.comparingInt(each -> each.sockets)).orElseThrow();
    least.sockets++;
    return least.loop;
  }

  /** A connection of this loop has closed. */
  void free(SelectorLoop loop) {
    all.stream().filter(each -> each.loop == loop).forEach(each -> each.sockets--);
  }

  /** Ends all threads, each after the tasks that it has. */
  void end() {
    all.forEach(each -> each.loop.execute(each.loop::end));
  }

  /** Completes when all threads have ended; fails as soon as an error has ended one of them. */
  CompletionStage<Void> ended() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    List<CompletableFuture<Void>> each =
        all.stream().map(serving -> serving.loop.ended().toCompletableFuture()).toList();
    each.forEach(
        one ->
            one.exceptionally(
                broken -> {
                  ended.completeExceptionally(broken);
                  return null;
                }));
    CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenRun(() -> ended.complete(null));
    return ended;
  }
}
