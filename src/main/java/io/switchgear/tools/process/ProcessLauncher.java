package io.switchgear.tools.process;

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
 * Starts processes. One per server; closing it ends every process that it started with TERM and
 * grace. The end of the JVM ends what was not closed, at once and whatever ended the JVM; it is not
 * for a shutdown hook to do, because hooks run beside each other and this one would kill scanners
 * while others still wait for their results.
 *
 * <p>Linux only. Processes are started by one thread that lives as long as this launcher, because
 * the parent-death signal follows the thread that started the process, not its JVM (prctl(2)).
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
  private final Enclosure enclosure;
  private final Optional<Sentinel> sentinel;
  private final Fences fences = new Fences(path);

  /** Written and decided upon by the spawner's thread only, so that no start slips past a close. */
  private boolean closing;

  /**
   * Finds out which containment works on this machine.
   *
   * @throws UncheckedIOException if there is no place for temporary files
   */
  public ProcessLauncher() {
    this(Containment.PID_NAMESPACE);
  }

  /**
   * @param atMost stronger levels are not tried
   */
  ProcessLauncher(Containment atMost) {
    try {
      NativeCode.require();
      scratch = ScratchFolder.create();
      enclosure = onSpawner(() -> strongest(atMost));
      sentinel = onSpawner(this::sentinel);
    } catch (IOException e) {
      spawner.shutdown();
      throw new UncheckedIOException(
          "Processes cannot be started on this machine: " + e.getMessage(), e);
    }
  }

  /** What keeps the processes from outliving their calls on this machine. */
  public Containment containment() {
    return enclosure.level();
  }

  /** Whether processes can be fenced on this machine; tries it, which takes milliseconds. */
  public FenceSupport fenceSupport() {
    return enclosure.level() == Containment.PLAIN
        ? new FenceSupport.Unsupported(
            "the programs sh and setsid are missing, which hold a process back until it is fenced")
        : fences.support();
  }

  /**
   * Starts a process and returns once it runs; one with a fence is inside of it before the program
   * takes its first step.
   *
   * @throws ProgramNotFound if the program is missing or may not be executed
   * @throws IOException if it cannot be started; the message says why in a sentence for people
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

  /** Stops everything with TERM, grace and KILL, and returns when it is gone. */
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
      if (enclosure.level() == Containment.PLAIN) {
        throw new IOException("the programs sh and setsid are missing");
      }
      return Optional.of(fences.open(spec.fence().get()));
    } catch (IOException e) {
      throw new IOException(
          program
              + " was not started, because the kernel cannot be told what it may reach: "
              + e.getMessage(),
          e);
    }
  }

  private ContainedProcess spawn(
      Path program, ProcessSpec spec, Optional<Fences.Opened> fence, OutputReader reader)
      throws IOException {
    ScratchFolder home = scratch.child();
    Mark mark = Mark.random();
    Deque<Runnable> undo = new ArrayDeque<>(List.of(home::remove));
    StartBarrier gate;
    PipeInput stdout;
    PipeInput stderr;
    Process process;
    try {
      home.fill(spec.files());
      gate = new StartBarrier();
      undo.push(gate::close);
      stdout = new PipeInput();
      undo.push(stdout::closeBothSides);
      stderr = new PipeInput();
      undo.push(stderr::closeBothSides);
      List<String> arguments = spec.argv().subList(1, spec.argv().size());
      ProcessBuilder builder = clean(enclosure.wrap(mark, program, arguments), home.path());
      builder.environment().putAll(spec.environment());
      if (enclosure.level() != Containment.PLAIN) {
        builder.redirectInput(gate.standardInput());
      }
      process =
          builder.redirectOutput(stdout.processSide()).redirectError(stderr.processSide()).start();
    } catch (IOException e) {
      undo.forEach(Runnable::run);
      throw new IOException(program + " could not be started: " + e.getMessage(), e);
    }
    stdout.closeProcessSide();
    stderr.closeProcessSide();
    ProcessTree tree = new ProcessTree(process.toHandle(), enclosure.level(), mark);
    ContainedProcess contained = new ContainedProcess(process, spec, tree, gate, stdout, stderr);
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

  private Enclosure strongest(Containment atMost) throws IOException {
    for (Enclosure candidate : Enclosure.candidates(path)) {
      if (candidate.level().compareTo(atMost) >= 0 && works(candidate)) {
        return candidate;
      }
    }
    return Enclosure.NONE;
  }

  private boolean works(Enclosure candidate) throws IOException {
    Optional<Path> trivial = path.lookUp("true");
    if (trivial.isEmpty() || candidate.level() == Containment.MARKED && !Mark.canBeSeen()) {
      return false;
    }
    Process probe =
        clean(candidate.wrap(Mark.random(), trivial.get(), List.of()), scratch.path())
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      openGate(probe);
      return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      probe.destroyForcibly();
    }
  }

  private static void openGate(Process probe) {
    try {
      probe.outputWriter().append('\n').close();
    } catch (IOException ended) {
      // It had no gate, or it failed; its exit status tells.
      return;
    }
  }

  private Optional<Sentinel> sentinel() throws IOException {
    if (enclosure.level() == Containment.PLAIN) {
      return Optional.empty();
    }
    return Optional.of(new Sentinel(path.find("setsid"), path.find("sh"), scratch.path()));
  }

  /** The JDK would replace what the locale cannot say by question marks. */
  private static void refuseUnencodable(ProcessSpec spec) throws IOException {
    String encoding = System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());
    CharsetEncoder encoder = Charset.forName(encoding).newEncoder();
    boolean fits =
        spec.argv().stream().allMatch(encoder::canEncode)
            && spec.environment().values().stream().allMatch(encoder::canEncode);
    if (!fits) {
      throw new IOException(
          "An argument has characters that the server's locale ("
              + encoding
              + ") cannot pass on. Start the server with LC_ALL=C.UTF-8.");
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

  /** The program does not exist or may not be executed; the message says which, and what to do. */
  public static final class ProgramNotFound extends IOException {
    private static final long serialVersionUID = 1L;

    ProgramNotFound(String message) {
      super(message);
    }
  }
}
