package io.switchgear.tools.nmap;

import io.switchgear.config.NmapSettings;
import io.switchgear.tools.process.Fence;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.tools.process.ProcessSpec;
import io.switchgear.tools.process.RunningProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Tests whether network fences for nmap work on this machine. A fence is used only after a
 * successful test, because kernels match control groups differently inside containers. The test
 * scans two loopback addresses, one of which the fence allows. It runs once and takes a tenth of a
 * second.
 */
public final class NmapFence {

  private static final String INSIDE = "127.0.0.1";
  private static final String OUTSIDE = "127.0.0.2";
  private static final Pattern REACHED = state(INSIDE, "(open|closed)");
  private static final Pattern STOPPED = state(OUTSIDE, "filtered");
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final int OUTPUT_BYTES = 4_096;
  private static final long TRIAL_SECONDS = 5;

  /**
   * A failed test is not repeated for this time, because a test with a hanging nmap takes seconds.
   */
  private static final Duration FAILURE_VALIDITY = Duration.ofMinutes(1);

  private final ProcessLauncher launcher;

  /** Whether a test has succeeded. This and the next field are guarded by this. */
  private boolean tested;

  private Optional<Failure> failure = Optional.empty();

  private record Failure(FenceSupport.Unsupported why, long at) {

    boolean counts() {
      return System.nanoTime() - at < FAILURE_VALIDITY.toNanos();
    }
  }

  public NmapFence(ProcessLauncher launcher) {
    this.launcher = launcher;
  }

  /**
   * Whether a process started now would be fenced. Blocks for milliseconds, and for the test on the
   * first call.
   *
   * @param settings settings that name the nmap program
   */
  public FenceSupport look(NmapSettings settings) {
    return look(new NmapBinary(launcher, settings).locate());
  }

  /** Whether a test has succeeded. */
  public synchronized boolean hasHeld() {
    return tested;
  }

  synchronized FenceSupport look(Optional<Path> nmap) {
    FenceSupport offered = launcher.fenceSupport();
    if (tested || offered instanceof FenceSupport.Unsupported) {
      return offered;
    }
    if (nmap.isEmpty()) {
      return new FenceSupport.Unsupported("nmap is not installed, so that it cannot be tried");
    }
    if (failure.isEmpty() || !failure.get().counts()) {
      failure =
          trial(nmap.get())
              .map(why -> new Failure(new FenceSupport.Unsupported(why), System.nanoTime()));
    }
    tested = failure.isEmpty();
    return tested ? offered : failure.get().why();
  }

  /** Runs the test; returns the problem, if any. */
  private Optional<String> trial(Path nmap) {
    try {
      return holds(nmap)
          ? Optional.empty()
          : Optional.of("the kernel takes the rules, but they did not hold nmap in a trial");
    } catch (IOException e) {
      return Optional.of("its trial failed: " + e.getMessage());
    }
  }

  private boolean holds(Path nmap) throws IOException {
    AtomicReference<String> said = new AtomicReference<>("");
    RunningProcess process =
        launcher.start(
            new ProcessSpec(
                List.of(
                    nmap.toString(),
                    "--unprivileged",
                    "-n",
                    "-Pn",
                    "-sT",
                    "--max-retries=0",
                    "-p9",
                    "-oG",
                    "-",
                    INSIDE,
                    OUTSIDE),
                Map.of(),
                OUTPUT_BYTES,
                OUTPUT_BYTES,
                GRACE,
                Map.of(),
                Optional.of(new Fence(List.of(INSIDE), List.of()))),
            stdout ->
                said.set(new String(stdout.readNBytes(OUTPUT_BYTES), StandardCharsets.ISO_8859_1)));
    try {
      process.end().toCompletableFuture().get(TRIAL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.stop();
      throw new IOException("nmap took more than " + TRIAL_SECONDS + " s", e);
    } catch (InterruptedException e) {
      process.stop();
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e);
    }
    return REACHED.matcher(said.get()).find() && STOPPED.matcher(said.get()).find();
  }

  private static Pattern state(String address, String state) {
    return Pattern.compile("Host: " + Pattern.quote(address) + " .*Ports: 9/" + state + "/");
  }
}
