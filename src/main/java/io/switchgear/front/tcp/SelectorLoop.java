package io.switchgear.front.tcp;

import io.switchgear.tool.LimitedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A selector and its thread. When a key is ready, its attachment runs; in between run tasks from
 * other threads, and then those that this thread has created ({@link LoopThread}). Only this thread
 * changes a key's interest set, so no other thread waits for the selector's lock.
 */
final class SelectorLoop {

  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);
  private static final LimitedLog LIMITED = new LimitedLog(LOG);

  /** Maximum bytes of one read. A request of ordinary length fits. */
  private static final int READ_BYTES = 64 * 1024;

  /** The attachment of a key. */
  interface Ready {

    /** Must not block. */
    void ready() throws IOException;

    /** {@link #ready} threw this. Only an {@link OutOfMemoryError} ends the thread. */
    void failed(Throwable bug);
  }

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Whether the thread may be blocked in select, so that a new task has to wake it. */
  private final AtomicBoolean waiting = new AtomicBoolean();

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean open = true;

  SelectorLoop(String name) throws IOException {
    selector = Selector.open();
    new LoopThread(name, this::run).start();
  }

  Selector selector() {
    return selector;
  }

  /** A cleared read buffer, for the loop's own thread. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** Queues a task for the loop's thread. The task never runs if the loop has ended. */
  void execute(Runnable task) {
    tasks.add(task);
    if (waiting.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /**
   * Deregisters closed channels, which the system keeps until the next select. Called by a task.
   */
  void deregisterClosed() {
    try {
      if (selector.isOpen()) {
        selector.selectNow(SelectorLoop::ready);
      }
    } catch (IOException failed) {
      LOG.warn("closed connections are kept a little longer", failed);
    }
  }

  /** Ends the thread after the current round of tasks. Called by a task. */
  void end() {
    open = false;
  }

  /** Completes when the thread has ended; fails if an error ended it. */
  CompletionStage<Void> ended() {
    return ended;
  }

  private void run(LoopThread thread) {
    try (selector) {
      while (open) {
        waiting.set(true);
        if (tasks.isEmpty() && !thread.hasOwnTasks()) {
          selector.select(key -> serve(key, thread));
        } else {
          selector.selectNow(key -> serve(key, thread));
        }
        waiting.set(false);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          run(task);
        }
        thread.runOwnTasks(SelectorLoop::run);
      }
    } catch (IOException | RuntimeException | Error broken) {
      LOG.error("connections are no longer served", broken);
      ended.completeExceptionally(broken);
    } finally {
      ended.complete(null);
      while (thread.hasOwnTasks()) {
        thread.runOwnTasks(SelectorLoop::run);
      }
    }
  }

  /** A request is answered before the next is read, while its bytes are in the caches. */
  private static void serve(SelectionKey key, LoopThread thread) {
    ready(key);
    thread.runOwnTasks(SelectorLoop::run);
  }

  private static void ready(SelectionKey key) {
    Ready attachment = (Ready) key.attachment();
    try {
      attachment.ready();
    } catch (CancelledKeyException closed) {
      LOG.trace("a socket was closed while data arrived", closed);
    } catch (OutOfMemoryError gone) {
      throw gone;
    } catch (IOException | RuntimeException | Error bug) {
      LIMITED.error("a socket failed", bug);
      attachment.failed(bug);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (CancelledKeyException closed) {
      LOG.trace("a socket was closed before it could be registered", closed);
    } catch (OutOfMemoryError gone) {
      throw gone;
    } catch (RuntimeException | Error bug) {
      LIMITED.error("a task of the selector thread failed", bug);
    }
  }
}
