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
 * Whether the kernel can hold nmap to its targets on this machine. A fence counts only after it was
 * seen to hold: kernels match control groups differently inside of containers. The trial scans two
 * loopback addresses of which the fence has one, and takes a tenth of a second, once.
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
   * A trial that failed is not made again for this long, as one of a hanging nmap takes seconds.
   */
  private static final Duration FAILURE_COUNTS_FOR = Duration.ofMinutes(1);

  private final ProcessLauncher launcher;

  /** Both under this object's lock. */
  private boolean seenToHold;

  private Optional<Failure> failure = Optional.empty();

  private record Failure(FenceSupport.Unsupported why, long at) {

    boolean counts() {
      return System.nanoTime() - at < FAILURE_COUNTS_FOR.toNanos();
    }
  }

  public NmapFence(ProcessLauncher launcher) {
    this.launcher = launcher;
  }

  /**
   * Looks whether there would be a fence now; blocks for milliseconds, and at first for the trial.
   *
   * @param settings which say where nmap is
   */
  public FenceSupport look(NmapSettings settings) {
    return look(new NmapBinary(launcher, settings).locate());
  }

  /** Whether it was ever seen to hold. */
  public synchronized boolean hasHeld() {
    return seenToHold;
  }

  synchronized FenceSupport look(Optional<Path> nmap) {
    FenceSupport offered = launcher.fenceSupport();
    if (seenToHold || offered instanceof FenceSupport.Unsupported) {
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
    seenToHold = failure.isEmpty();
    return seenToHold ? offered : failure.get().why();
  }

  /** What is wrong with it, if anything is. */
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
