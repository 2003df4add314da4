package io.switchgear.tools.portscan;

import static java.util.stream.Collectors.joining;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tools.portscan.ConnectLoop.Status;
import io.switchgear.tools.report.ScanAnswer;
import io.switchgear.tools.report.ScanReport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A running scan: one loop, or several loops that share every host's ports if there are many
 * probes, and a virtual thread that waits for them and reports progress. The outcome contains all
 * results so far, however the scan ends.
 *
 * <p>The scan stops shortly before its deadline, so that the report is ready at the deadline.
 */
final class ConnectScan implements ToolRun {

  /** Time reserved for the report: a twentieth of the total, at most this. */
  private static final Duration REPORTING = Duration.ofMillis(250);

  /** Number of probes that justify another loop. */
  private static final int PROBES_PER_LOOP = 8_192;

  private static final int MAX_LOOPS = 4;

  private final Function<InetAddress, String> names;
  private final List<String> notes;
  private final ScanAnswer answer;
  private final Duration allowed;
  private final long startedAt = System.nanoTime();
  private final int hosts;

  /** The first hosts, for reports. */
  private final List<String> firstHosts;

  private final long probes;
  private final List<HostScan> parts = new ArrayList<>();
  private final List<ConnectLoop> loops = new ArrayList<>();
  private final long endAt;
  private final ConnectProgress progress;
  private final AtomicReference<StopReason> stopReason = new AtomicReference<>();
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();

  /**
   * @param names returns the caller's name for an address, or an empty string
   * @param ports distinct ports, in scan order
   * @param notes what is already known to be done otherwise than asked
   * @param answer how it is told
   */
  ConnectScan(
      List<InetAddress> addresses,
      Function<InetAddress, String> names,
      int[] ports,
      ScanLimits limits,
      List<String> notes,
      ScanAnswer answer,
      Deadline deadline,
      Progress progress) {
    this.names = names;
    this.notes = List.copyOf(notes);
    this.answer = answer;
    this.hosts = addresses.size();
    this.firstHosts =
        addresses.stream().limit(PinnedTargets.MAX_TOLD).map(Addresses::canonical).toList();
    this.probes = (long) hosts * ports.length;
    this.allowed = deadline.remaining();
    Duration kept = allowed.dividedBy(20);
    this.endAt = deadline.nanoTime() - (kept.compareTo(REPORTING) < 0 ? kept : REPORTING).toNanos();
    this.progress = new ConnectProgress(progress, hosts, probes);
    int count = Math.min(ports.length, loops(probes, limits));
    LocalAddresses here = LocalAddresses.now();
    for (int i = 0; i < count; i++) {
      int first = i;
      int[] stripe =
          IntStream.range(0, ports.length)
              .filter(index -> index % count == first)
              .map(index -> ports[index])
              .toArray();
      List<HostScan> scans =
          addresses.stream()
              .map(
                  address ->
                      new HostScan(
                          address,
                          here.isOwn(address),
                          here.isBroadcast(address),
                          stripe,
                          limits.connectNanos()))
              .toList();
      parts.addAll(scans);
      loops.add(new ConnectLoop(scans, limits.part(count), Connections::open));
    }
  }

  /** The number of loops for the probes; one if the rate is limited. */
  private static int loops(long probes, ScanLimits limits) {
    int most = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    return limits.rate() > 0 ? 1 : Math.clamp(probes / PROBES_PER_LOOP, 1, most);
  }

  ConnectScan start() {
    Thread.ofVirtual().name("port-scan").start(this::run);
    return this;
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome.copy();
  }

  @Override
  public void stop(StopReason reason) {
    stopReason.compareAndSet(null, reason);
    loops.forEach(ConnectLoop::stop);
  }

  private void run() {
    try {
      outcome.complete(scan());
    } catch (Throwable bug) {
      outcome.completeExceptionally(bug);
    }
  }

  private ToolOutcome scan() throws InterruptedException {
    List<CompletableFuture<Boolean>> ends = loops.stream().map(this::startLoop).toList();
    CompletableFuture<Void> end = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    while (true) {
      progress.tick(System.nanoTime(), statuses());
      try {
        end.get(ConnectProgress.MIN_INTERVAL_NANOS, TimeUnit.NANOSECONDS);
        progress.end(System.nanoTime(), statuses());
        return ended(ends.stream().allMatch(CompletableFuture::join));
      } catch (TimeoutException e) {
        // A progress report may be due.
      } catch (ExecutionException e) {
        return failed(e.getCause());
      }
    }
  }

  private CompletableFuture<Boolean> startLoop(ConnectLoop loop) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("port-scan-loop")
        .daemon()
        .start(
            () -> {
              try {
                end.complete(loop.run(endAt));
              } catch (Throwable failure) {
                loops.forEach(ConnectLoop::stop);
                end.completeExceptionally(failure);
              }
            });
    return end;
  }

  private ToolOutcome ended(boolean complete) {
    if (complete) {
      ScanReport report = report(true);
      return failure(report).orElseGet(() -> new Success(output(report)));
    }
    return switch (stopReason.get()) {
      case null -> timedOut();
      case DEADLINE -> timedOut();
      case CANCELLED -> new Cancelled("The scan was cancelled; " + found(), output(false));
      case SHUTDOWN ->
          new Cancelled(
              "The server is going down; " + found() + " Ask again when it is back.",
              output(false));
    };
  }

  private ToolOutcome failed(Throwable cause) {
    // The loop handles connections that cannot be opened; an IOException is from the selector.
    return cause instanceof IOException
        ? new Failed(
            Fault.RESOURCE_EXHAUSTED,
            "The system refused what the port scanner needs ("
                + cause.getMessage()
                + "). Run fewer scans at once, or raise the process's limit on open files (ulimit"
                + " -n), then try again.",
            output(false))
        : new Failed(
            Fault.CRASHED,
            "The port scanner failed on this machine: "
                + cause
                + ". Nothing is wrong with the targets; try again, and tell the operator if it"
                + " happens again.",
            output(false));
  }

  private ToolOutcome timedOut() {
    return new TimedOut(
        allowed,
        "The scan did not get through in the "
            + allowed.toMillis() / 1000.0
            + " s it had; "
            + found()
            + " Ask for fewer hosts or ports, or for a shorter timeout_ms.",
        output(false));
  }

  private String found() {
    long settled = statuses().stream().mapToLong(Status::settled).sum();
    long open = statuses().stream().mapToLong(Status::open).sum();
    return settled
        + " of "
        + Quantity.of(probes, "probe")
        + " done, "
        + Quantity.are(open, "port")
        + " open.";
  }

  private List<Status> statuses() {
    return loops.stream().map(ConnectLoop::status).toList();
  }

  /** The failure if this machine could not send to any target. */
  private Optional<ToolOutcome> failure(ScanReport report) {
    List<Host> hosts = report.hosts();
    if (!hosts.stream().allMatch(host -> host.scan() == Scan.LOCAL_FAILURE && !host.isUp())) {
      return Optional.empty();
    }
    boolean shortage =
        parts.stream()
            .anyMatch(
                part -> part.count(Finding.NO_RESOURCES) > 0 || part.count(Finding.NO_SOURCE) > 0);
    String reasons = hosts.stream().map(Host::reason).distinct().collect(joining(", "));
    return Optional.of(
        new Failed(
            shortage ? Fault.RESOURCE_EXHAUSTED : Fault.LOCAL_NETWORK,
            "This machine could not send to any of the targets ("
                + reasons
                + "), so nothing is known of them. Have the operator look at "
                + (shortage
                    ? "its limits on open files, source ports and memory"
                    : "its routes, interfaces and firewall")
                + ", or ask for other targets.",
            output(report)));
  }

  private ToolOutput output(boolean ended) {
    return output(report(ended));
  }

  private ToolOutput output(ScanReport report) {
    return answer.of(report, firstHosts);
  }

  private ScanReport report(boolean ended) {
    List<String> all = new ArrayList<>(notes);
    loops.stream()
        .map(ConnectLoop::shortage)
        .filter(shortage -> !shortage.isEmpty())
        .findFirst()
        .ifPresent(
            shortage -> all.add("Sockets ran short (" + shortage + "): the scan waited for some."));
    if (loops.stream().anyMatch(ConnectLoop::bannersCutShort)) {
      all.add("Too many ports were open to wait for every banner: some may be missing.");
    }
    if (!ended) {
      all.add("The scan was stopped before its end: ports counted as untested were not asked.");
    }
    if (parts.stream().anyMatch(HostScan::failedHere)) {
      all.add(
          "This machine could not send to some targets: their untested ports say nothing about"
              + " them. The reason stands with each.");
    }
    return new ReportBuilder(names, all).build(parts, ended, (System.nanoTime() - startedAt) / 1e9);
  }
}
