package io.switchgear.tools.nmap;

import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessEnd;
import io.switchgear.tools.report.ScanAnswer;
import io.switchgear.tools.report.ScanReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Evaluates how a scan ended, and creates its report.
 *
 * @param xml the output that was read; no longer modified
 * @param argv the argument vector that ran
 * @param version nmap's version; empty if it did not run
 * @param began the start by {@link System#nanoTime}
 * @param answer converts the report to a result
 */
record NmapVerdict(
    NmapCommand command,
    NmapXml xml,
    List<String> argv,
    String version,
    long began,
    ScanAnswer answer) {

  private static final int SIGNALLED = 128;
  private static final int STDERR_LINES = 5;
  private static final int STDERR_CHARS = 300;

  /**
   * @param stopReason why the scan was stopped, if it was
   * @param damage why the output is unreadable, if it is
   * @param limit the time limit of the scan
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
    NmapFindings findings = findings(true, end.stderr());
    if (findings.failedHere()) {
      return new Failed(
          Fault.LOCAL_NETWORK,
          "The server could not send to any of the targets ("
              + findings.localReasons()
              + "), so nothing is known of them. Have the operator look at its routes, interfaces"
              + " and firewall, or ask for other targets.",
          output(findings, said));
    }
    return new ToolOutcome.Success(output(findings, said));
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
    return xml.hosts().isEmpty() ? ToolOutput.NONE : output(findings(false, ""), List.of());
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

  private NmapFindings findings(boolean ended, String stderr) {
    return NmapFindings.of(xml, command.targets(), ended, stderr);
  }

  private ToolOutput output(NmapFindings findings, List<String> said) {
    List<String> notes = new ArrayList<>(command.notes());
    notes.addAll(findings.notes());
    if (xml.overflow()) {
      notes.add("nmap reported more hosts than were asked for; the rest is left out.");
    }
    said.forEach(line -> notes.add("nmap said: " + line));
    double elapsed =
        findings.ended() && xml.elapsedSeconds() >= 0
            ? xml.elapsedSeconds()
            : (System.nanoTime() - began) / 1e9;
    ScanReport report =
        new ScanReport(
            "nmap " + version,
            argv,
            command.fence() instanceof FenceSupport.Supported ? "up" : "unavailable",
            findings.ended(),
            findings.hosts(),
            findings.unlisted(),
            elapsed,
            xml.scripts(),
            notes);
    return answer.of(report, command.firstTargets());
  }

  private static List<String> lastLines(String stderr) {
    List<String> lines = stderr.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - STDERR_LINES))
        .map(line -> UntrustedText.line(line, STDERR_CHARS))
        .toList();
  }
}
