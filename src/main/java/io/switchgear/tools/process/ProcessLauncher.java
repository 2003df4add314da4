package io.switchgear.tools.process;

import io.switchgear.tools.libc.Libc;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes. There is one launcher per server. Closing it stops all its processes with
 * SIGTERM and a grace period. If the JVM ends without {@link #close()}, the processes are killed at
 * once. There is no shutdown hook for this, because hooks run concurrently, and this one would kill
 * processes while other hooks wait for their results.
 *
 * <p>Linux only. One thread with the lifetime of the launcher starts all processes, because the
 * parent-death signal is sent when the starting thread ends, not when its JVM does (prctl(2)).
 */
public final class ProcessLauncher implements AutoCloseable {

  private static final long PROBE_SECONDS = 10;

  private final ProgramPath path =
      ProgramPath.ofServer(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  private final ExecutorService spawner =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("process-spawner").factory());
  private final Set<ContainedProcess> running = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ScratchFolder scratch;
  private final ProcessWrapper wrapper;
  private final Optional<Sentinel> sentinel;
  private final Fences fences = new Fences(path);

  /** Accessed only on the spawner thread, so that no process starts after {@link #close()}. */
  private boolean closing;

  /**
   * Selects the strongest containment that works on this machine.
   *
   * @throws UncheckedIOException if temporary files cannot be created or native code cannot run
   */
  public ProcessLauncher() {
    this(Containment.PID_NAMESPACE);
  }

  /**
   * @param atMost the strongest level to try
   */
  ProcessLauncher(Containment atMost) {
    try {
      requireSystemCalls();
      scratch = ScratchFolder.create();
      wrapper = onSpawner(() -> strongest(atMost));
      sentinel = onSpawner(this::sentinel);
    } catch (IOException e) {
      spawner.shutdown();
      throw new UncheckedIOException(
          "Processes cannot be started on this machine: " + e.getMessage(), e);
    }
  }

  private static void requireSystemCalls() throws IOException {
    try {
      Libc.require();
    } catch (LinkageError absent) {
      throw new IOException(
          "this system has not the calls of Linux, or the JVM forbids them (start it with"
              + " --enable-native-access=ALL-UNNAMED)",
          absent);
    }
  }

  /** The containment of processes on this machine. */
  public Containment containment() {
    return wrapper.level();
  }

  /** Tests whether fences work on this machine; takes milliseconds. */
  public FenceSupport fenceSupport() {
    return wrapper.level() == Containment.PLAIN
        ? new FenceSupport.Unsupported(
            "the programs sh and setsid are missing; they hold a process until it is in its fence")
        : fences.support();
  }

  /**
   * Starts a process and returns when the program runs. A fenced process is in its fence before the
   * program starts.
   *
   * @throws ProgramNotFound if the program does not exist or is not executable
   * @throws IOException if it cannot be started; the message is a sentence for people
   */
  public RunningProcess start(ProcessSpec spec, OutputReader stdout) throws IOException {
    refuseUnencodable(spec);
    Path program = path.find(spec.argv().getFirst());
    Optional<Fences.Opened> fence = fenceOf(program, spec);
    ContainedProcess process;
    try {
      process = onSpawner(() -> spawn(program, spec, fence, stdout));
    } catch (IOException e) {
      fence.ifPresent(Fences.Opened::close);
      throw e;
    }
    try {
      process.started().join();
    } catch (CompletionException e) {
      throw new IOException(program + " could not be started: " + e.getCause().getMessage(), e);
    }
    return process;
  }

  /**
   * Stops all processes with SIGTERM, grace period and SIGKILL, and returns when they have ended.
   */
  @Override
  public void close() {
    try {
      onSpawner(() -> closing = true);
    } catch (IOException closedBefore) {
      closed.join();
      return;
    }
    try {
      List<ContainedProcess> left = List.copyOf(running);
      left.forEach(ContainedProcess::stop);
      left.forEach(process -> process.end().toCompletableFuture().handle((end, e) -> end).join());
      fences.close();
      scratch.remove();
      sentinel.ifPresent(Sentinel::close);
    } finally {
      spawner.shutdown();
      closed.complete(null);
    }
  }

  private Optional<Fences.Opened> fenceOf(Path program, ProcessSpec spec) throws IOException {
    if (spec.fence().isEmpty()) {
      return Optional.empty();
    }
    try {
      if (wrapper.level() == Containment.PLAIN) {
        throw new IOException("the programs sh and setsid are missing");
      }
      return Optional.of(fences.open(spec.fence().get()));
    } catch (IOException e) {
      throw new IOException(
          program
              + " was not started, because its network access cannot be restricted: "
              + e.getMessage(),
          e);
    }
  }

  private ContainedProcess spawn(
      Path program, ProcessSpec spec, Optional<Fences.Opened> fence, OutputReader reader)
      throws IOException {
    ScratchFolder home = scratch.child();
    ProcessMark mark = ProcessMark.random();
    Deque<Runnable> undo = new ArrayDeque<>(List.of(home::remove));
    StartBarrier barrier;
    PipeInput stdout;
    PipeInput stderr;
    Process process;
    try {
      home.fill(spec.files());
      barrier = new StartBarrier();
      undo.push(barrier::close);
      stdout = new PipeInput();
      undo.push(stdout::closeBothSides);
      stderr = new PipeInput();
      undo.push(stderr::closeBothSides);
      List<String> arguments = spec.argv().subList(1, spec.argv().size());
      ProcessBuilder builder = clean(wrapper.wrap(mark, program, arguments), home.path());
      builder.environment().putAll(spec.environment());
      if (wrapper.level() != Containment.PLAIN) {
        builder.redirectInput(barrier.standardInput());
      }
      process =
          builder.redirectOutput(stdout.processSide()).redirectError(stderr.processSide()).start();
    } catch (IOException e) {
      undo.forEach(Runnable::run);
      throw new IOException(program + " could not be started: " + e.getMessage(), e);
    }
    stdout.closeProcessSide();
    stderr.closeProcessSide();
    ProcessTree tree = new ProcessTree(process.toHandle(), wrapper.level(), mark);
    ContainedProcess contained = new ContainedProcess(process, spec, tree, barrier, stdout, stderr);
    running.add(contained);
    contained.begin(
        reader,
        group -> {
          if (fence.isPresent()) {
            fence.get().admit(group);
          }
          if (sentinel.isPresent()) {
            sentinel.get().watch(group, mark);
          }
        },
        () -> {
          running.remove(contained);
          fence.ifPresent(Fences.Opened::close);
          sentinel.ifPresent(guard -> guard.forget(process.pid()));
          home.remove();
        });
    return contained;
  }

  private static ProcessBuilder clean(List<String> argv, Path home) {
    ProcessBuilder builder = new ProcessBuilder(argv);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", ProgramPath.CLEAN);
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", home.toString());
    environment.put("PWD", home.toString());
    return builder
        .directory(home.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
  }

  private ProcessWrapper strongest(Containment atMost) throws IOException {
    for (ProcessWrapper candidate : ProcessWrapper.candidates(path)) {
      if (candidate.level().compareTo(atMost) >= 0 && works(candidate)) {
        return candidate;
      }
    }
    return ProcessWrapper.NONE;
  }

  private boolean works(ProcessWrapper candidate) throws IOException {
    Optional<Path> trivial = path.lookUp("true");
    if (trivial.isEmpty() || candidate.level() == Containment.MARKED && !ProcessMark.isReadable()) {
      return false;
    }
    Process probe =
        clean(candidate.wrap(ProcessMark.random(), trivial.get(), List.of()), scratch.path())
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      openBarrier(probe);
      return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      probe.destroyForcibly();
    }
  }

  private static void openBarrier(Process probe) {
    try {
      probe.outputWriter().append('\n').close();
    } catch (IOException ended) {
      // It has no barrier or has failed; the exit status tells.
      return;
    }
  }

  private Optional<Sentinel> sentinel() throws IOException {
    if (wrapper.level() == Containment.PLAIN) {
      return Optional.empty();
    }
    return Optional.of(new Sentinel(path.find("setsid"), path.find("sh"), scratch.path()));
  }

  /** Rejects characters that the locale cannot encode; the JDK would replace them with '?'. */
  private static void refuseUnencodable(ProcessSpec spec) throws IOException {
    String encoding = System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());
    CharsetEncoder encoder = Charset.forName(encoding).newEncoder();
    boolean fits =
        spec.argv().stream().allMatch(encoder::canEncode)
            && spec.environment().values().stream().allMatch(encoder::canEncode);
    if (!fits) {
      throw new IOException(
          "An argument contains characters that the server's locale ("
              + encoding
              + ") cannot encode. Start the server with LC_ALL=C.UTF-8.");
    }
  }

  private <T> T onSpawner(Step<T> step) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      spawner.execute(
          () -> {
            try {
              if (closing) {
                throw closedFailure();
              }
              result.complete(step.take());
            } catch (Throwable e) {
              result.completeExceptionally(e);
            }
          });
      return result.join();
    } catch (RejectedExecutionException e) {
      throw closedFailure();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static IOException closedFailure() {
    return new IOException(
        "The server is shutting down and starts no more processes. Try again when it is back.");
  }

  private interface Step<T> {
    T take() throws IOException;
  }

  /** The program does not exist or is not executable; the message says which and what to do. */
  public static final class ProgramNotFound extends IOException {
    private static final long serialVersionUID = 1L;

    ProgramNotFound(String message) {
      super(message);
    }
  }
}
