package io.switchgear.front.tcp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The thread of a {@link SelectorLoop}. Between two waits for its sockets it also runs tasks that
 * it has created itself: a request is answered by the thread that has read it, without waking
 * another one.
 */
public final class LoopThread extends Thread {

  /**
   * Own tasks between two looks at the sockets, so that tasks that create tasks do not end that.
   */
  private static final int AT_ONCE = 256;

  private final Consumer<LoopThread> loop;
  private final Queue<Runnable> own = new ArrayDeque<>();

  LoopThread(String name, Consumer<LoopThread> loop) {
    super(name);
    this.loop = loop;
    setDaemon(true);
  }

  /**
   * Queues a task for the current thread.
   *
   * @return false if the current thread is not the thread of a loop
   */
  public static boolean executeHere(Runnable task) {
    return currentThread() instanceof LoopThread here && here.own.add(task);
  }

  @Override
  public void run() {
    loop.accept(this);
  }

  boolean hasOwnTasks() {
    return !own.isEmpty();
  }

  /** Runs the oldest of its own tasks. */
  void runOwnTasks(Consumer<Runnable> runner) {
    Runnable task = own.poll();
    for (int i = 1; task != null; i++) {
      runner.accept(task);
      task = i < AT_ONCE ? own.poll() : null;
    }
  }
}
