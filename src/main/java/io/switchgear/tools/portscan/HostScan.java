package io.switchgear.tools.portscan;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Ports of one host that one loop asks: which are still to be asked, and what is known of the
 * others.
 */
final class HostScan {

  private final InetAddress address;
  private final boolean local;
  private final boolean broadcast;
  private final int[] ports;
  private final byte[] findings;
  private final int[] counts = new int[Finding.values().length];
  private final Map<Integer, String> banners = new HashMap<>();
  private final ArrayDeque<Probe> again = new ArrayDeque<>();
  private final RoundTrips roundTrips;
  private Finding firstAnswer = Finding.UNTESTED;
  private int next;
  private int inFlight;

  /** Whether the host stands in the line of those that have something to send. */
  boolean queued;

  /**
   * @param local whether the address is this machine's own, so that answers come within the call
   * @param broadcast whether no host can have the address
   * @param ceiling longest wait for an answer, nanoseconds
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

  /** How many there are. */
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
    return next < findings.length || !again.isEmpty();
  }

  int inFlight() {
    return inFlight;
  }

  /** The next probe to send, counted as in flight. Call only if {@link #hasMore}. */
  Probe take() {
    inFlight++;
    Probe waiting = again.pollFirst();
    return waiting != null ? waiting : new Probe(this, next++);
  }

  /** The probe is to be sent once more. */
  void putBack(Probe probe) {
    inFlight--;
    again.addLast(probe);
  }

  /** The probe is decided. */
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

  /** What a service said, or an empty string. */
  String banner(int portIndex) {
    return banners.getOrDefault(portIndex, "");
  }

  Finding finding(int portIndex) {
    return Finding.of(findings[portIndex]);
  }

  int count(Finding finding) {
    return counts[finding.ordinal()];
  }

  /** How the host was first heard; {@link Finding#UNTESTED} if it was not. */
  Finding firstAnswer() {
    return firstAnswer;
  }

  /** Whether this machine could not ask for one port at least. */
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
