package io.switchgear.tools.report;

import java.util.List;

/**
 * What a scan found; written to the wire in {@code snake_case} by {@link ReportJson}.
 *
 * @param scanner what did it, with its version
 * @param argv the exact argument vector that ran; empty for the built-in scanner
 * @param complete false when the scan was stopped before its end: what is here was found until then
 * @param hosts in the order of their addresses
 * @param notes what was done otherwise than asked, one sentence each
 */
public record ScanReport(
    String scanner,
    List<String> argv,
    boolean complete,
    List<Host> hosts,
    Statistics statistics,
    List<String> notes) {

  /**
   * @param address textual, canonical
   * @param names the caller's own name for it first, then reverse names
   * @param state {@code up}, {@code down} or {@code unknown}
   * @param reason why the scanner thinks so
   * @param otherPorts how many ports are not listed one by one, by their state
   */
  public record Host(
      String address,
      List<String> names,
      String state,
      String reason,
      List<Port> ports,
      List<PortCount> otherPorts,
      List<Script> scripts,
      List<OsGuess> os) {}

  /**
   * Empty strings stand for what is not known, and are left out on the wire.
   *
   * @param state {@code open}, {@code closed}, {@code filtered} and nmap's combinations of them
   * @param banner what the service said first, sanitised and bounded
   */
  public record Port(
      int port,
      String protocol,
      String state,
      String reason,
      String service,
      String product,
      String version,
      List<String> cpe,
      String banner,
      List<Script> scripts) {}

  public record PortCount(String state, int count) {}

  /** Output of a script: text from the target, sanitised and bounded. */
  public record Script(String id, String output) {}

  /**
   * @param accuracy percent
   */
  public record OsGuess(String name, int accuracy) {}

  /**
   * @param hostsTotal asked for
   * @param elapsedSeconds of the scan itself
   */
  public record Statistics(
      long hostsTotal, long hostsUp, long hostsDown, long openPorts, double elapsedSeconds) {}
}
