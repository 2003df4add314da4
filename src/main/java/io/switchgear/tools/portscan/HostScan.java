package io.switchgear.tools.portscan;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** One loop's ports of one host: the ports still to be probed, and the results of the others. */
final class HostScan {

  private final InetAddress address;
  private final boolean local;
  private final boolean broadcast;
  private final int[] ports;
  private final byte[] findings;
  private final int[] counts = new int[Finding.values().length];
  private final Map<Integer, String> banners = new HashMap<>();
  private final ArrayDeque<Probe> retries = new ArrayDeque<>();
  private final RoundTrips roundTrips;
  private Finding firstAnswer = Finding.UNTESTED;
  private int next;
  private int inFlight;

  /** Whether the host is in the queue of hosts with probes to send. */
  boolean queued;

  /**
   * @param local whether the address is this machine's own, so that connect returns the result
   * @param broadcast whether no host can have the address
   * @param ceiling maximum wait for a response in nanoseconds
   */
  HostScan(InetAddress address, boolean local, boolean broadcast, int[] ports, long ceiling) {
    this.address = address;
    this.local = local;
    this.broadcast = broadcast;
    this.ports = ports;
    this.findings = new byte[ports.length];
    this.counts[Finding.UNTESTED.ordinal()] = ports.length;
    this.roundTrips = new RoundTrips(ceiling);
  }

  InetAddress address() {
    return address;
  }

  boolean local() {
    return local;
  }

  boolean broadcast() {
    return broadcast;
  }

  /** The number of ports. */
  int ports() {
    return ports.length;
  }

  int port(int portIndex) {
    return ports[portIndex];
  }

  RoundTrips roundTrips() {
    return roundTrips;
  }

  boolean hasMore() {
    return next < findings.length || !retries.isEmpty();
  }

  int inFlight() {
    return inFlight;
  }

  /** The next probe to send, counted as in flight. Call only if {@link #hasMore}. */
  Probe take() {
    inFlight++;
    Probe waiting = retries.pollFirst();
    return waiting != null ? waiting : new Probe(this, next++);
  }

  /** Queues the probe to be sent again. */
  void putBack(Probe probe) {
    inFlight--;
    retries.addLast(probe);
  }

  /** Records the probe's result. */
  void settle(Probe probe, Finding finding) {
    inFlight--;
    findings[probe.portIndex] = (byte) finding.ordinal();
    counts[Finding.UNTESTED.ordinal()]--;
    counts[finding.ordinal()]++;
    if (finding.answered() && firstAnswer == Finding.UNTESTED) {
      firstAnswer = finding;
    }
  }

  void banner(int portIndex, String banner) {
    banners.put(portIndex, banner);
  }

  /** The service's banner, or an empty string. */
  String banner(int portIndex) {
    return banners.getOrDefault(portIndex, "");
  }

  Finding finding(int portIndex) {
    return Finding.of(findings[portIndex]);
  }

  int count(Finding finding) {
    return counts[finding.ordinal()];
  }

  /** The host's first response; {@link Finding#UNTESTED} if there was none. */
  Finding firstAnswer() {
    return firstAnswer;
  }

  /** Whether this machine could not send at least one probe. */
  boolean failedHere() {
    for (Finding finding : Finding.values()) {
      if (finding.failedHere() && count(finding) > 0) {
        return true;
      }
    }
    return false;
  }

  boolean finished() {
    return count(Finding.UNTESTED) == 0;
  }
}
