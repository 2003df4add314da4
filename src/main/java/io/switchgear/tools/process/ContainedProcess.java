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
 * One process from its start to its end.
 *
 * <p>Its two pipes are read on platform threads: a read from a pipe holds a virtual thread's
 * carrier, and a few idle scanners would hold them all.
 */
final class ContainedProcess implements RunningProcess {

  /** How long the end waits for killed processes; only one stuck in the kernel needs it. */
  private static final Duration KILL_TAKES_AT_MOST = Duration.ofSeconds(5);

  /** How long the end waits for end-of-output while an escaped process holds the pipe. */
  private static final Duration OUTPUT_LINGERS_AT_MOST = Duration.ofSeconds(1);

  private final Process process;
  private final ProcessSpec spec;
  private final ProcessTree tree;
  private final StartBarrier gate;
  private final PipeInput stdout;
  private final PipeInput stderr;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Optional<Throwable>> stdoutRead = new CompletableFuture<>();
  private final CompletableFuture<String> stderrRead = new CompletableFuture<>();
  private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  /** Words of the gate on standard error; written by its reader, read after it. */
  private int words;

  private boolean leaderEnded;
  private boolean stopped;

  ContainedProcess(
      Process process,
      ProcessSpec spec,
      ProcessTree tree,
      StartBarrier gate,
      PipeInput stdout,
      PipeInput stderr) {
    this.process = process;
    this.spec = spec;
    this.tree = tree;
    this.gate = gate;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Starts to read and to watch.
   *
   * @param guard makes sure that the process, which waits in a group of its own, does not outlive
   *     this JVM; it goes on only if this succeeds
   * @param cleanUp runs after the tree is gone and before {@link #end} completes
   * @throws IOException if the machine has no thread left; the process is killed then
   */
  void begin(OutputReader reader, Guard guard, Runnable cleanUp) throws IOException {
    Deque<Runnable> unread = new ArrayDeque<>(List.of(gate::close, stderr::close, stdout::close));
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
              "the process cannot be watched, so it was killed: the server has no thread left;"
                  + " raise its limit or run fewer processes",
              e);
      started.completeExceptionally(failure);
      end.completeExceptionally(failure);
      throw failure;
    }
  }

  /** Completes when the program itself runs, or with the IOException that says why it does not. */
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
      tree.awaitGone(KILL_TAKES_AT_MOST);
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
              stderr.received() - words,
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
      read.get(OUTPUT_LINGERS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException lingers) {
      pipe.abandon();
    } catch (ExecutionException e) {
      throw new IllegalStateException("readers complete with what they failed on", e);
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
      passGate(guard, kept);
      stderr.first(spec.stderrLimit()).transferTo(kept);
      stderr.drain();
    } catch (IOException e) {
      kept.writeBytes(("\n" + e.getMessage()).getBytes(StandardCharsets.UTF_8));
    } finally {
      stderrRead.complete(kept.toString(StandardCharsets.UTF_8));
    }
  }

  private void passGate(Guard guard, ByteArrayOutputStream kept) {
    try {
      if (tree.level() != Containment.PLAIN) {
        awaitWord(kept);
        guard.watch(pid());
        gate.open();
        awaitWord(kept);
      }
      started.complete(null);
    } catch (IOException e) {
      started.completeExceptionally(e);
    } finally {
      gate.close();
    }
  }

  private void awaitWord(ByteArrayOutputStream kept) throws IOException {
    int word = stderr.read();
    if (word == StartBarrier.WORD) {
      words++;
      return;
    }
    if (word >= 0) {
      kept.write(word);
      stderr.first(spec.stderrLimit()).transferTo(kept);
    }
    throw new IOException(
        "what contains it ended early and said: \""
            + kept.toString(StandardCharsets.UTF_8).strip()
            + "\". Look into the machine's limits (processes, memory, namespaces)");
  }

  /** Takes note of a process group that must not outlive this JVM. */
  interface Guard {
    void watch(long group) throws IOException;
  }
}
