package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.process.FenceSupport;
import io.switchgear.process.ProcessEnd;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.ReportJson;
import io.switchgear.tools.report.ReportReach;
import io.switchgear.tools.report.ReportText;
import io.switchgear.tools.report.ScanReport;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges how a scan ended, and writes the report of what it found.
 *
 * @param xml what was read; no longer being written
 * @param argv what ran
 * @param version of nmap; empty if it did not come to run
 * @param began on the clock of {@link System#nanoTime}
 */
record NmapVerdict(
    NmapCommand command, NmapXml xml, List<String> argv, String version, long began) {

  private static final int SIGNALLED = 128;
  private static final int STDERR_LINES = 5;
  private static final int STDERR_CHARS = 300;
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|.*:.*");

  private static final Comparator<Host> BY_ADDRESS =
      Comparator.comparing(
          host -> address(host).map(InetAddress::getAddress).orElse(new byte[0]),
          Arrays::compareUnsigned);

  /**
   * @param stopReason why we ended it, if we did
   * @param damage what made the output unreadable, if it was
   * @param limit the time it had
   */
  ToolOutcome of(
      ProcessEnd end, Optional<StopReason> stopReason, Optional<String> damage, Duration limit) {
    boolean whole = xml.complete() && end.status() == 0;
    if (stopReason.isPresent() && !whole) {
      return stopped(stopReason.get(), limit);
    }
    List<String> said = lastLines(end.stderr());
    if (!whole && end.stdoutTruncated()) {
      return new Failed(
          Fault.RESOURCE_EXHAUSTED,
          "nmap wrote more than the server reads of one run, and was ended. "
              + partialNote()
              + " Ask for fewer hosts, ports or scripts.",
          partial());
    }
    if (damage.isPresent() && !xml.complete() && (end.status() == 0 || end.stopped())) {
      return new Failed(
          Fault.OUTPUT_UNREADABLE,
          "nmap's output cannot be read: "
              + damage.get()
              + ". "
              + partialNote()
              + " Try again; if it stays so, run nmap by hand on the server.",
          partial());
    }
    if (end.status() != 0) {
      return new Failed(Fault.CRASHED, crash(end.status(), said), partial());
    }
    if (xml.exit().equals("error")) {
      return new Failed(
          Fault.EXECUTION_FAILED, "nmap gave up: " + xml.error() + ". " + partialNote(), partial());
    }
    if (xml.hosts().isEmpty() && !xml.skipped().isEmpty()) {
      return new Failed(
          Fault.TARGET_UNREACHABLE,
          "The server has no route to "
              + String.join(", ", xml.skipped().stream().limit(5).toList())
              + ". Check the address, or the server's network.");
    }
    return new ToolOutcome.Success(output(true, said));
  }

  ToolOutcome stopped(StopReason reason, Duration limit) {
    return switch (reason) {
      case DEADLINE ->
          new ToolOutcome.TimedOut(
              limit,
              String.format(
                  Locale.ROOT,
                  "The scan was ended at its limit of %.1f s. %s Ask for fewer hosts or ports, or"
                      + " take template quick.",
                  limit.toMillis() / 1_000.0,
                  partialNote()),
              partial());
      case CANCELLED ->
          new ToolOutcome.Cancelled("The scan was cancelled. " + partialNote(), partial());
      case SHUTDOWN ->
          new ToolOutcome.Cancelled(
              "The scan was ended because the server goes down. " + partialNote(), partial());
    };
  }

  private ToolOutput partial() {
    return xml.hosts().isEmpty() ? ToolOutput.NONE : output(false, List.of());
  }

  private String partialNote() {
    int finished = xml.hosts().size();
    return finished == 0
        ? "No host was finished by then."
        : finished
            + " of "
            + Quantity.of(command.targets().hosts(), "host")
            + " finished and reported.";
  }

  private String crash(int status, List<String> said) {
    StringBuilder message = new StringBuilder("nmap ");
    if (status > SIGNALLED) {
      message.append("was killed by signal ").append(status - SIGNALLED);
    } else {
      message.append("ended with status ").append(status);
    }
    message.append(". ");
    if (!xml.error().isEmpty()) {
      message.append("It gave up: ").append(xml.error()).append(". ");
    }
    if (!said.isEmpty()) {
      message.append("Its last words: ").append(String.join(" / ", said)).append(". ");
    }
    return message.append(partialNote()).toString();
  }

  private ToolOutput output(boolean complete, List<String> said) {
    List<Host> hosts = xml.hosts().stream().map(this::named).sorted(BY_ADDRESS).toList();
    List<String> notes = new ArrayList<>(command.notes());
    if (!xml.skipped().isEmpty()) {
      notes.add("Skipped, because there is no route: " + String.join(", ", xml.skipped()) + ".");
    }
    if (!xml.timedOut().isEmpty()) {
      notes.add("Given up at the host timeout: " + String.join(", ", xml.timedOut()) + ".");
    }
    if (xml.overflow()) {
      notes.add("nmap reported more hosts than were asked for; the rest is left out.");
    }
    said.forEach(line -> notes.add("nmap said: " + line));
    ScanReport report =
        new ScanReport(
            "nmap " + version, argv, complete, hosts, statistics(hosts, complete), notes);
    ObjectNode structured = ReportJson.write(report);
    structured.put(
        "fence", command.fence() instanceof FenceSupport.Supported ? "up" : "unavailable");
    return ToolOutput.of(ReportText.of(report), structured)
        .withReach(ReportReach.of(report, command.firstTargets()));
  }

  private Statistics statistics(List<Host> hosts, boolean complete) {
    long total = command.targets().hosts();
    long up = hosts.stream().filter(host -> host.state().equals("up")).count();
    long listedDown = hosts.stream().filter(host -> host.state().equals("down")).count();
    long open =
        hosts.stream()
            .flatMap(host -> host.ports().stream())
            .filter(port -> port.state().equals("open"))
            .count();
    double elapsed =
        complete && xml.elapsedSeconds() >= 0
            ? xml.elapsedSeconds()
            : (System.nanoTime() - began) / 1e9;
    // nmap lists no hosts that are down; once it is through, they are all the others.
    long down = complete ? Math.max(0, total - up - xml.skipped().size()) : listedDown;
    return new Statistics(total, up, down, open, elapsed);
  }

  private Host named(Host host) {
    String name = address(host).map(command.targets()::nameOf).orElse("");
    if (name.isEmpty()) {
      return host;
    }
    List<String> names = new ArrayList<>(List.of(name));
    host.names().stream().filter(other -> !other.equals(name)).forEach(names::add);
    return new Host(
        host.address(),
        names,
        host.state(),
        host.reason(),
        host.ports(),
        host.otherPorts(),
        host.scripts(),
        host.os());
  }

  /** Only literals, so that nothing is looked up. */
  private static Optional<InetAddress> address(Host host) {
    if (!ADDRESS.matcher(host.address()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host.address()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static List<String> lastLines(String stderr) {
    List<String> lines = stderr.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - STDERR_LINES))
        .map(line -> UntrustedText.line(line, STDERR_CHARS))
        .toList();
  }
}
