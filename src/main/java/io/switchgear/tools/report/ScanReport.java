package io.switchgear.tools.report;

import io.switchgear.tool.hosts.HostFindings;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The full result of a scan. {@link ScanAnswer} converts it for callers.
 *
 * @param scanner name and version of the scanner
 * @param argv the exact argument vector that ran; empty for the built-in scanner
 * @param fence {@code up} if the kernel limited the program to its targets, otherwise {@code
 *     unavailable}; empty if no program was started
 * @param ended false if the scan was stopped before its end; the report then has what was found so
 *     far
 * @param hosts in the order of their addresses
 * @param unlisted scanned addresses without an entry of their own, grouped by result
 * @param elapsedSeconds of the scan itself
 * @param scripts output of scripts that belong to no host
 * @param notes deviations from the request, one sentence each
 */
public record ScanReport(
    String scanner,
    List<String> argv,
    String fence,
    boolean ended,
    List<Host> hosts,
    List<Unlisted> unlisted,
    double elapsedSeconds,
    List<Script> scripts,
    List<String> notes) {

  public ScanReport withNote(String note) {
    return new ScanReport(
        scanner,
        argv,
        fence,
        ended,
        hosts,
        unlisted,
        elapsedSeconds,
        scripts,
        Stream.concat(notes.stream(), Stream.of(note)).toList());
  }

  /** Only the hosts, in the form that is stored and compared. */
  HostFindings findings(Instant finishedAt) {
    Duration elapsed = Duration.ofNanos((long) (elapsedSeconds * 1e9));
    return new HostFindings(
        hosts, unlisted, ended, Optional.of(finishedAt.minus(elapsed)), Optional.of(finishedAt));
  }

  /** Whether every requested host was scanned completely. */
  public boolean isComplete() {
    return ended
        && Stream.concat(hosts.stream().map(Host::scan), unlisted.stream().map(Unlisted::scan))
            .allMatch(Scan::isWhole);
  }

  /**
   * @param hostsTotal requested
   * @param hostsIncomplete not scanned completely
   */
  public record Statistics(
      long hostsTotal, long hostsUp, long hostsDown, long hostsIncomplete, long openPorts) {}

  public Statistics statistics() {
    return new Statistics(
        hosts.size() + unlisted.stream().mapToLong(group -> group.addresses().count()).sum(),
        hosts.stream().filter(Host::isUp).count() + unlisted(group -> group.state().equals("up")),
        hosts.stream().filter(host -> host.state().equals("down")).count()
            + unlisted(group -> group.state().equals("down")),
        hosts.stream().filter(host -> !host.scan().isWhole()).count()
            + unlisted(group -> !group.scan().isWhole()),
        hosts.stream().mapToLong(Host::openPorts).sum());
  }

  private long unlisted(Predicate<Unlisted> chosen) {
    return unlisted.stream().filter(chosen).mapToLong(group -> group.addresses().count()).sum();
  }
}
