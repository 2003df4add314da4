package io.switchgear.tools.nmap;

import io.switchgear.config.NmapSettings;
import io.switchgear.tool.ArgvDigest;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.process.ProcessEnd;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.tools.process.ProcessSpec;
import io.switchgear.tools.process.RunningProcess;
import io.switchgear.tools.report.ScanAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One scan: a virtual thread that derives the command from the plan, starts nmap, reports progress,
 * and evaluates the result.
 */
final class NmapRun implements ToolRun {

  private static final Duration LONGEST_GRACE = Duration.ofMillis(700);
  private static final long HEARTBEAT_SECONDS = 1;

  private final ProcessLauncher launcher;
  private final NmapBinary binary;
  private final NmapSettings settings;
  private final int maxAnswer;
  private final Duration limit;
  private final Progress caller;
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  private final long began = System.nanoTime();

  /**
   * This and the next two fields are guarded by this, so that a process is stopped even if the stop
   * request comes before its start.
   */
  private Optional<StopReason> stopReason = Optional.empty();

  private Optional<RunningProcess> running = Optional.empty();

  /** Whether the output is no longer needed. */
  private boolean abandoned;

  NmapRun(
      ProcessLauncher launcher,
      NmapBinary binary,
      NmapSettings settings,
      int maxAnswer,
      Deadline deadline,
      Progress caller) {
    this.launcher = launcher;
    this.binary = binary;
    this.settings = settings;
    this.maxAnswer = maxAnswer;
    this.limit = deadline.remaining();
    this.caller = caller;
  }

  /**
   * Starts the run and returns at once.
   *
   * @param command derives the command; may block
   */
  NmapRun start(Supplier<NmapPlanner.Derived> command) {
    Thread.ofVirtual().name("nmap-run").start(() -> run(command));
    return this;
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome.minimalCompletionStage();
  }

  @Override
  public void stop(StopReason reason) {
    Optional<RunningProcess> victim;
    synchronized (this) {
      stopReason = stopReason.or(() -> Optional.of(reason));
      victim = running;
    }
    victim.ifPresent(RunningProcess::stop);
  }

  private void run(Supplier<NmapPlanner.Derived> command) {
    try {
      outcome.complete(
          switch (command.get()) {
            case NmapPlanner.Derived.Ready ready -> new Scan(ready.command()).run();
            case NmapPlanner.Derived.Refused refused -> refused.outcome();
          });
    } catch (Throwable e) {
      // Any exception here is a bug, and the caller must still get a result.
      outcome.completeExceptionally(e);
      stop(StopReason.CANCELLED);
    }
  }

  private synchronized Optional<RunningProcess> current() {
    return running;
  }

  private void watch(RunningProcess process) {
    boolean unwanted;
    synchronized (this) {
      running = Optional.of(process);
      unwanted = stopReason.isPresent() || abandoned;
    }
    if (unwanted) {
      process.stop();
    }
  }

  private synchronized Optional<StopReason> stopped() {
    return stopReason;
  }

  private synchronized void abandon() {
    abandoned = true;
  }

  /** The run after the command is known. */
  private final class Scan {

    private final NmapCommand command;
    private final NmapProgress progress;
    private final NmapXml xml;
    private final ScanAnswer answer;

    /** Written by the thread that reads the output, before the process's end completes. */
    private volatile Optional<String> damage = Optional.empty();

    Scan(NmapCommand command) {
      this.command = command;
      this.answer = new ScanAnswer(maxAnswer, command.arguments().includesArgv());
      this.progress =
          new NmapProgress(
              caller, command.targets().hosts(), command.hostGroup(), command.arguments());
      this.xml = new NmapXml(command.targets().hosts(), settings.maxPorts(), progress);
    }

    ToolOutcome run() throws InterruptedException {
      progress.heartbeat();
      return switch (binary.find(NmapRun.this::watch)) {
        case NmapBinary.Lookup.Usable usable -> scan(usable.program(), usable.version());
        case NmapBinary.Lookup.Unusable unusable -> unusable(unusable);
      };
    }

    private ToolOutcome unusable(NmapBinary.Lookup.Unusable lookup) {
      NmapVerdict verdict = new NmapVerdict(command, xml, List.of(), "", began, answer);
      return stopped()
          .map(reason -> verdict.stopped(reason, limit))
          .orElseGet(
              () ->
                  new ToolOutcome.Failed(lookup.fault(), lookup.reason() + " " + lookup.remedy()));
    }

    private ToolOutcome scan(Path program, String version) throws InterruptedException {
      List<String> argv = command.argv(program);
      NmapVerdict verdict = new NmapVerdict(command, xml, argv, version, began, answer);
      Optional<StopReason> early = stopped();
      if (early.isPresent()) {
        return verdict.stopped(early.get(), limit);
      }
      return ArgvDigest.of(argv).on(scan(argv, verdict));
    }

    private ToolOutcome scan(List<String> argv, NmapVerdict verdict) throws InterruptedException {
      RunningProcess process;
      try {
        process = launcher.start(spec(argv), this::read);
      } catch (ProcessLauncher.ProgramNotFound e) {
        return new ToolOutcome.Failed(Fault.NOT_INSTALLED, e.getMessage());
      } catch (IOException e) {
        return new ToolOutcome.Failed(Fault.SPAWN_FAILED, UntrustedText.line(e.getMessage(), 500));
      }
      watch(process);
      ProcessEnd end = await(process);
      ToolOutcome judged = verdict.of(end, stopped(), damage, limit);
      if (judged instanceof ToolOutcome.Success) {
        progress.complete();
      }
      return judged;
    }

    private ProcessSpec spec(List<String> argv) {
      Duration grace =
          settings.grace().compareTo(LONGEST_GRACE) < 0 ? settings.grace() : LONGEST_GRACE;
      return command.spec(argv, settings.maxOutput(), grace);
    }

    private ProcessEnd await(RunningProcess process) throws InterruptedException {
      while (true) {
        try {
          return process.end().toCompletableFuture().get(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          progress.heartbeat();
        } catch (ExecutionException e) {
          throw new IllegalStateException("the end of a process failed", e.getCause());
        }
      }
    }

    /** Reads the output on the launcher's thread. */
    private void read(InputStream stdout) {
      Metered metered = new Metered(stdout);
      try {
        xml.read(metered);
      } catch (IOException e) {
        damage = Optional.of(UntrustedText.line(String.valueOf(e.getMessage()), 500));
      }
      // The process exits at the end of its output, unless the stream ended at our limit.
      boolean reachedLimit = metered.bytes >= settings.maxOutput();
      if (damage.isPresent() && (reachedLimit || !metered.ended)) {
        abandon();
        current().ifPresent(RunningProcess::stop);
      }
    }
  }

  /** Counts the bytes read and records the end of the stream. */
  private static final class Metered extends InputStream {
    private final InputStream in;
    private long bytes;
    private boolean ended;

    Metered(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, length);
      if (count < 0) {
        ended = true;
      } else {
        bytes += count;
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }
}
