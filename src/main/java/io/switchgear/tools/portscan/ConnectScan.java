package io.switchgear.tools.portscan;

import inet.ipaddr.ipv6.IPv6Address;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tools.report.ReportJson;
import io.switchgear.tools.report.ReportText;
import io.switchgear.tools.report.ScanReport;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One scan under way, on a thread of its own. However it ends, its outcome carries what it had
 * found until then.
 *
 * <p>Shortly before its deadline it ends by itself, so that the report is ready when the deadline
 * passes.
 */
final class ConnectScan implements ToolRun {

  /** Time kept back for the report: a twentieth of what there is, at most this. */
  private static final Duration REPORTING = Duration.ofMillis(250);

  private final List<InetAddress> addresses;
  private final Function<InetAddress, String> names;
  private final int[] ports;
  private final ScanLimits limits;
  private final List<String> notes;
  private final Progress progress;
  private final Duration allowed;
  private final long endAt;
  private final long startedAt = System.nanoTime();
  private final AtomicReference<StopReason> stopReason = new AtomicReference<>();
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  private final List<HostScan> hosts = new ArrayList<>();
  private final ConnectLoop loop;

  /**
   * @param names the caller's own name for an address, or an empty string
   * @param notes what is already known to be done otherwise than asked
   */
  ConnectScan(
      List<InetAddress> addresses,
      Function<InetAddress, String> names,
      int[] ports,
      ScanLimits limits,
      List<String> notes,
      Deadline deadline,
      Progress progress) {
    this.addresses = List.copyOf(addresses);
    this.names = names;
    this.ports = ports;
    this.limits = limits;
    this.notes = notes;
    this.progress = progress;
    this.allowed = deadline.remaining();
    Duration kept = allowed.dividedBy(20);
    this.endAt = deadline.nanoTime() - (kept.compareTo(REPORTING) < 0 ? kept : REPORTING).toNanos();
    this.loop = new ConnectLoop(hosts, ports, limits);
  }

  ConnectScan start() {
    Thread.ofPlatform().name("port-scan").daemon().start(this::run);
    return this;
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome.copy();
  }

  @Override
  public void stop(StopReason reason) {
    stopReason.compareAndSet(null, reason);
    loop.stop();
  }

  private void run() {
    try {
      outcome.complete(ending());
    } catch (Throwable bug) {
      outcome.completeExceptionally(bug);
      throw bug;
    }
  }

  private ToolOutcome ending() {
    try {
      return scan();
    } catch (IOException | RuntimeException e) {
      return new Failed(
          Fault.CRASHED,
          "The port scanner failed on this machine: "
              + e
              + ". Nothing is wrong with the targets; try again, and tell the operator if it"
              + " happens again.",
          output(false));
    }
  }

  private ToolOutcome scan() throws IOException {
    Set<InetAddress> own = ownAddresses();
    for (InetAddress address : addresses) {
      boolean local = address.isLoopbackAddress() || own.contains(address);
      hosts.add(new HostScan(address, local, ports.length, limits.connectNanos()));
    }
    ScanProgress report =
        new ScanProgress(progress, hosts.size(), (long) hosts.size() * ports.length);
    boolean complete =
        loop.run(endAt, now -> report.tick(now, loop.finishedHosts(), loop.settled(), loop.open()));
    report.end(System.nanoTime(), loop.finishedHosts(), loop.settled(), loop.open());
    if (complete) {
      return new Success(output(true));
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

  private ToolOutcome timedOut() {
    return new TimedOut(
        allowed,
        "The scan did not get through in the "
            + allowed.toSeconds()
            + " s it had; "
            + found()
            + " Ask for fewer hosts or ports, or for a shorter timeout_ms.",
        output(false));
  }

  private String found() {
    long probes = (long) hosts.size() * ports.length;
    return loop.settled() + " of " + probes + " probes were done, " + loop.open() + " open.";
  }

  private ToolOutput output(boolean complete) {
    List<String> all = new ArrayList<>(notes);
    if (!loop.shortage().isEmpty()) {
      all.add("Sockets ran short (" + loop.shortage() + "): the scan waited for some.");
    }
    if (loop.bannersCutShort()) {
      all.add("Too many ports were open to wait for every banner: some may be missing.");
    }
    if (!complete) {
      all.add("The scan was stopped before its end: ports counted as untested were not asked.");
    }
    ScanReport report =
        new ReportBuilder(ports, host -> names.apply(host.address()), all)
            .build(hosts, complete, (System.nanoTime() - startedAt) / 1e9);
    return ToolOutput.of(ReportText.of(report), ReportJson.write(report));
  }

  /** RFC 5952 for IPv6. */
  static String canonical(InetAddress address) {
    return address instanceof Inet6Address six
        ? new IPv6Address(six.getAddress()).toCanonicalString()
        : address.getHostAddress();
  }

  private static Set<InetAddress> ownAddresses() {
    Set<InetAddress> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(own::add);
    } catch (SocketException e) {
      // Knowing them makes scans of this machine faster, no more.
      return Set.of();
    }
    return own;
  }
}
