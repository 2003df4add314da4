package io.switchgear.scan.report;

import io.switchgear.tool.hosts.HostFindings.Host;

/** What a report contains. A reader that counts something else has a file that was cut off. */
final class ReportCounts {

  private long hosts;
  private long hostsUp;
  private long hostsIncomplete;
  private long openPorts;
  private long problems;

  void add(Host host) {
    hosts++;
    hostsUp += host.isUp() ? 1 : 0;
    hostsIncomplete += host.scan().isWhole() ? 0 : 1;
    openPorts += host.openPorts();
  }

  void addProblem() {
    problems++;
  }

  long hosts() {
    return hosts;
  }

  long hostsUp() {
    return hostsUp;
  }

  /** Hosts whose scan is not whole. */
  long hostsIncomplete() {
    return hostsIncomplete;
  }

  long openPorts() {
    return openPorts;
  }

  long problems() {
    return problems;
  }
}
