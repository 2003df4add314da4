package io.switchgear.tools.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Supervises one process from start to end.
 *
 * <p>Its output pipes are read on platform threads. A blocking native read pins the carrier of a
 * virtual thread, and a few idle processes would pin all carriers.
 */
final class ContainedProcess implements RunningProcess {

  /**
   * How long to wait for killed processes; only one that is stuck in the kernel takes that long.
   */
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  /** How long to wait for the end of the output if an escaped process keeps the pipe open. */
  private static final Duration OUTPUT_TIMEOUT = Duration.ofSeconds(1);

  private final Process process;
  private final ProcessSpec spec;
  private final ProcessTree tree;
  private final StartBarrier barrier;
  private final PipeInput stdout;
  private final PipeInput stderr;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Optional<Throwable>> stdoutRead = new CompletableFuture<>();
  private final CompletableFuture<String> stderrRead = new CompletableFuture<>();
  private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  /** Bytes of the start barrier on standard error; written by the stderr reader, read after it. */
  private int barrierBytes;

  private boolean leaderEnded;
  private boolean stopped;

  ContainedProcess(
      Process process,
      ProcessSpec spec,
      ProcessTree tree,
      StartBarrier barrier,
      PipeInput stdout,
      PipeInput stderr) {
    this.process = process;
    this.spec = spec;
    this.tree = tree;
    this.barrier = barrier;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Starts the threads that read the output and wait for the end.
   *
   * @param guard registers the process, which waits in its own process group, so that it cannot
   *     outlive this JVM; the program starts only if this succeeds
   * @param cleanUp runs after the process tree has ended and before {@link #end} completes
   * @throws IOException if no thread can be created; the process is killed then
   */
  void begin(OutputReader reader, Guard guard, Runnable cleanUp) throws IOException {
    Deque<Runnable> unread =
        new ArrayDeque<>(List.of(barrier::close, stderr::close, stdout::close));
    try {
      Thread.ofPlatform().daemon().name(threadName("stderr")).start(() -> readStderr(guard));
      unread.pop();
      unread.pop();
      Thread.ofPlatform().daemon().name(threadName("stdout")).start(() -> readStdout(reader));
      unread.pop();
      Thread.ofVirtual().name(threadName("watch")).start(() -> watch(cleanUp));
    } catch (OutOfMemoryError e) {
      tree.kill();
      unread.forEach(Runnable::run);
      cleanUp.run();
      IOException failure =
          new IOException(
              "the process was killed because the server cannot create a thread for it; raise the"
                  + " thread limit or run fewer processes",
              e);
      started.completeExceptionally(failure);
      end.completeExceptionally(failure);
      throw failure;
    }
  }

  /** Completes when the program itself runs, or fails with the IOException that says why not. */
  CompletableFuture<Void> started() {
    return started;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public CompletionStage<ProcessEnd> end() {
    return end.minimalCompletionStage();
  }

  @Override
  public void stop() {
    synchronized (this) {
      if (stopped || leaderEnded) {
        return;
      }
      stopped = true;
    }
    Thread.ofVirtual().name(threadName("stop")).start(this::terminateThenKill);
  }

  private String threadName(String role) {
    return "process-" + pid() + "-" + role;
  }

  private void terminateThenKill() {
    try {
      long deadline = System.nanoTime() + spec.grace().toNanos();
      if (startSettled(spec.grace())) {
        tree.terminate();
        process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        tree.awaitGone(Duration.ofNanos(deadline - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tree.kill();
      stopping.complete(null);
    }
  }

  private boolean startSettled(Duration within) throws InterruptedException {
    try {
      started.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException neverRan) {
      return true;
    } catch (TimeoutException stillStarting) {
      return false;
    }
  }

  private void watch(Runnable cleanUp) {
    try {
      int status = process.waitFor();
      boolean wasStopped;
      synchronized (this) {
        leaderEnded = true;
        wasStopped = stopped;
      }
      if (wasStopped) {
        stopping.join();
      } else {
        tree.kill();
      }
      tree.awaitGone(KILL_TIMEOUT);
      abandonLingering(stdout, stdoutRead);
      abandonLingering(stderr, stderrRead);
      Optional<Throwable> failure = stdoutRead.join();
      String errors = stderrRead.join();
      cleanUp.run();
      end.complete(
          new ProcessEnd(
              status,
              wasStopped,
              stdout.received(),
              stdout.received() > spec.stdoutLimit(),
              errors,
              stderr.received() - barrierBytes,
              failure));
    } catch (InterruptedException | RuntimeException e) {
      tree.kill();
      cleanUp.run();
      end.completeExceptionally(e);
    }
  }

  private static void abandonLingering(PipeInput pipe, CompletableFuture<?> read)
      throws InterruptedException {
    try {
      read.get(OUTPUT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException lingers) {
      pipe.abandon();
    } catch (ExecutionException e) {
      throw new IllegalStateException("readers complete normally, even if they fail", e);
    }
  }

  private void readStdout(OutputReader reader) {
    Optional<Throwable> failure = Optional.empty();
    try (stdout) {
      try (InputStream within = stdout.first(spec.stdoutLimit())) {
        if (started.handle((runs, e) -> e == null).join()) {
          reader.read(within);
        }
      } catch (Throwable e) {
        failure = Optional.of(e);
      }
      stdout.drain();
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
    } finally {
      stdoutRead.complete(failure);
    }
  }

  private void readStderr(Guard guard) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try (stderr) {
      passBarrier(guard, kept);
      stderr.first(spec.stderrLimit()).transferTo(kept);
      stderr.drain();
    } catch (IOException e) {
      kept.writeBytes(("\n" + e.getMessage()).getBytes(StandardCharsets.UTF_8));
    } finally {
      stderrRead.complete(kept.toString(StandardCharsets.UTF_8));
    }
  }

  private void passBarrier(Guard guard, ByteArrayOutputStream kept) {
    try {
      if (tree.level() != Containment.PLAIN) {
        awaitReadyByte(kept);
        guard.watch(pid());
        barrier.open();
        awaitReadyByte(kept);
      }
      started.complete(null);
    } catch (IOException e) {
      started.completeExceptionally(e);
    } finally {
      barrier.close();
    }
  }

  private void awaitReadyByte(ByteArrayOutputStream kept) throws IOException {
    int next = stderr.read();
    if (next == StartBarrier.READY) {
      barrierBytes++;
      return;
    }
    if (next >= 0) {
      kept.write(next);
      stderr.first(spec.stderrLimit()).transferTo(kept);
    }
    throw new IOException(
        "its wrapper ended early with the message: \""
            + kept.toString(StandardCharsets.UTF_8).strip()
            + "\". Check the machine's limits (processes, memory, namespaces)");
  }

  /** Registers a process group that must not outlive this JVM. */
  interface Guard {
    void watch(long group) throws IOException;
  }
}
