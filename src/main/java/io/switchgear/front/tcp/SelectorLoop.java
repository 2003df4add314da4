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
 * The thread that waits for sockets. What a key is attached to is run when the key is ready; tasks
 * of other threads are run in between. Interest in a key is changed by this thread alone, so that
 * no other waits for the selector's lock.
 */
final class SelectorLoop {

  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);
  private static final LimitedLog LIMITED = new LimitedLog(LOG);

  /** What one read takes at most; a request of ordinary length comes whole. */
  private static final int READ_BYTES = 64 * 1024;

  /** What waits for a key. */
  interface Ready {

    /** Must not block. */
    void ready() throws IOException;

    /** That threw something. Only a lack of memory ends the thread. */
    void failed(Throwable bug);
  }

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Whether the thread may be waiting, so that a task has to wake it. */
  private final AtomicBoolean waiting = new AtomicBoolean();

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean open = true;

  SelectorLoop(String name) throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  Selector selector() {
    return selector;
  }

  /** For reading into, by the loop's own thread. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** Runs a task on the loop's thread, soon; never, if the loop has ended. */
  void execute(Runnable task) {
    tasks.add(task);
    if (waiting.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** Lets go of what was closed, which the system keeps until then; called by a task. */
  void forgetClosed() throws IOException {
    if (selector.isOpen()) {
      selector.selectNow(SelectorLoop::ready);
    }
  }

  /** Ends the thread, once the task under way has ended; called by a task. */
  void end() {
    open = false;
  }

  /** Fails if the thread has ended out of turn. */
  CompletionStage<Void> ended() {
    return ended;
  }

  private void run() {
    try (selector) {
      while (open) {
        waiting.set(true);
        if (tasks.isEmpty()) {
          selector.select(SelectorLoop::ready);
        } else {
          selector.selectNow(SelectorLoop::ready);
        }
        waiting.set(false);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          run(task);
        }
      }
    } catch (IOException | RuntimeException | Error broken) {
      LOG.error("connections are no longer served", broken);
      ended.completeExceptionally(broken);
    } finally {
      ended.complete(null);
    }
  }

  private static void ready(SelectionKey key) {
    Ready waits = (Ready) key.attachment();
    try {
      waits.ready();
    } catch (CancelledKeyException closed) {
      LOG.trace("a socket was closed while something came from it", closed);
    } catch (OutOfMemoryError gone) {
      throw gone;
    } catch (IOException | RuntimeException | Error bug) {
      LIMITED.error("a socket failed", bug);
      waits.failed(bug);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (CancelledKeyException closed) {
      LOG.trace("a socket was closed before it could be waited for", closed);
    } catch (OutOfMemoryError gone) {
      throw gone;
    } catch (RuntimeException | Error bug) {
      LIMITED.error("a task of the thread that waits for sockets has failed", bug);
    }
  }
}
