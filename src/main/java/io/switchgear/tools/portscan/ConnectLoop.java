package io.switchgear.tools.portscan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Scans ports by TCP connects, many concurrently, on one thread.
 *
 * <p>Hosts take turns in a queue, one probe per turn, so that all of them progress evenly. A host
 * may have at most its share of the window in flight. Otherwise silent hosts, whose probes end only
 * by timeout, would block hosts that respond at once. The share grows as hosts finish. A probe is
 * repeated only after a timeout.
 *
 * <p>If file descriptors, source ports or buffers are exhausted, the probe is queued again, the
 * window shrinks, and sending pauses. It is a failure only if the shortage lasts.
 *
 * <p>Only {@link #stop} and {@link #status} may be called from other threads while it runs.
 */
final class ConnectLoop {

  /** Maximum number of probes sent before responses are processed; takes at most a millisecond. */
  private static final int BATCH = 128;

  private static final long MAX_WAIT_NANOS = 200_000_000L;
  private static final long PAUSE_NANOS = 50_000_000L;

  /**
   * If nothing is in flight and no socket is available for this long, the shortage is permanent.
   */
  private static final long SHORTAGE_TIMEOUT_NANOS = 5_000_000_000L;

  /**
   * @param settled probes with a result
   * @param open open ports
   * @param unfinishedHosts hosts with unsettled probes
   */
  record Status(long settled, long open, int unfinishedHosts) {}

  private final List<HostScan> hosts;
  private final ScanLimits limits;
  private final TimerWheel wheel;
  private final TokenBucket bucket;
  private final Connections.Opener opener;
  private final ArrayDeque<HostScan> turns = new ArrayDeque<>();

  /** Set when it runs. */
  private volatile Connections connections;

  private BannerReader banners;
  private volatile boolean stopped;
  private volatile Status status;
  private int unfinished;
  private int share;
  private int window;
  private int inFlight;
  private long pausedUntil;
  private long settled;
  private long open;
  private String shortage = "";
  private boolean bannersCutShort;

  /** The time at which the last probe was sent. */
  private long lastSentAt;

  ConnectLoop(List<HostScan> hosts, ScanLimits limits, Connections.Opener opener) {
    long now = System.nanoTime();
    this.hosts = List.copyOf(hosts);
    this.limits = limits;
    this.wheel = new TimerWheel(now);
    this.bucket = new TokenBucket(limits.rate(), now);
    this.opener = opener;
    this.window = limits.window();
    this.pausedUntil = now;
    this.lastSentAt = now;
    this.unfinished = hosts.size();
    this.status = new Status(0, 0, unfinished);
  }

  /** Ends {@link #run} within milliseconds. */
  void stop() {
    stopped = true;
    Connections open = connections;
    if (open != null) {
      open.wakeUp();
    }
  }

  /** The progress, at most one round behind. */
  Status status() {
    return status;
  }

  /** Why sockets temporarily could not be opened; empty if they always could. */
  String shortage() {
    return shortage;
  }

  boolean bannersCutShort() {
    return bannersCutShort;
  }

  /**
   * Runs until all ports are settled, the deadline or {@link #stop}; closes all connections.
   *
   * @param deadline on {@link System#nanoTime}
   * @return whether every port is settled and the loop was not stopped
   * @throws IOException if the system refuses what the connections need
   */
  boolean run(long deadline) throws IOException {
    turns.addAll(hosts);
    hosts.forEach(host -> host.queued = true);
    share = Math.max(1, window / unfinished);
    try (Connections opened = opener.open()) {
      connections = opened;
      banners = new BannerReader(limits, wheel, opened);
      try {
        while (!isOver()) {
          long now = System.nanoTime();
          if (stopped || deadline - now <= 0) {
            break;
          }
          long next = send(now);
          if (isOver()) {
            // All answers came with the probes, so there is nothing to wait for.
            break;
          }
          opened.await(Math.min(next, wheel.untilNext(now, MAX_WAIT_NANOS)), this::ready);
          // Uses the time before responses were processed, so that none of them expires.
          expire(now);
          publish();
        }
      } finally {
        banners.finishAll();
        bannersCutShort = banners.cutShort();
        publish();
      }
    }
    return unfinished == 0 && !stopped;
  }

  private boolean isOver() {
    return unfinished == 0 && banners.open() == 0;
  }

  /**
   * @return nanoseconds until sending can continue; {@link Long#MAX_VALUE} if it must wait for a
   *     response
   */
  private long send(long now) {
    if (pausedUntil - now > 0) {
      return pausedUntil - now;
    }
    if (window < limits.window() && now - pausedUntil > 4 * PAUSE_NANOS) {
      window = Math.min(limits.window(), window + window / 4 + 1);
      pausedUntil = now;
    }
    for (int sent = 0; sent < BATCH; ) {
      if (inFlight >= window || turns.isEmpty()) {
        return Long.MAX_VALUE;
      }
      HostScan host = turns.pollFirst();
      if (!maySend(host)) {
        host.queued = false;
        continue;
      }
      if (!bucket.tryTake(now)) {
        turns.addFirst(host);
        return bucket.untilNext();
      }
      Probe probe = host.take();
      inFlight++;
      turns.addLast(host);
      if (!connect(probe)) {
        return PAUSE_NANOS;
      }
      sent++;
    }
    return 0;
  }

  private boolean maySend(HostScan host) {
    return host.hasMore() && host.inFlight() < share;
  }

  /**
   * @return false if no socket was available
   */
  private boolean connect(Probe probe) {
    probe.sentAt = System.nanoTime();
    Finding finding = connections.connect(probe);
    if (finding.failedHere()) {
      return notSent(probe, finding);
    }
    lastSentAt = probe.sentAt;
    if (finding == Finding.UNTESTED) {
      wheel.schedule(probe, probe.sentAt + probe.host.roundTrips().timeout(probe.attempt));
    } else {
      decided(probe, finding);
    }
    return true;
  }

  /**
   * Handles a probe that the system did not send. A shortage causes a pause; other failures are
   * final.
   *
   * @return false if sending must pause
   */
  private boolean notSent(Probe probe, Finding finding) {
    boolean permanent = inFlight == 1 && System.nanoTime() - lastSentAt > SHORTAGE_TIMEOUT_NANOS;
    if (finding.isShortage() && !permanent) {
      pause(probe);
      return false;
    }
    settle(probe, probe.host.broadcast() ? Finding.BROADCAST : finding);
    return true;
  }

  private void pause(Probe probe) {
    putBack(probe);
    shortage = connections.lastFailure();
    window = Math.max(1, inFlight - inFlight / 4);
    pausedUntil = System.nanoTime() + PAUSE_NANOS;
  }

  private void ready(Probe probe) {
    if (probe.listening) {
      banners.readable(probe, System.nanoTime());
      return;
    }
    Finding finding = connections.result(probe);
    if (finding != Finding.UNTESTED) {
      wheel.cancel(probe);
      decided(probe, finding);
    }
  }

  private void decided(Probe probe, Finding finding) {
    long now = System.nanoTime();
    if (finding.answered()) {
      probe.host.roundTrips().answeredAfter(now - probe.sentAt);
    }
    settle(probe, finding);
    if (finding == Finding.OPEN) {
      open++;
      banners.take(probe, now);
    }
  }

  private void expire(long now) {
    wheel.expire(
        now,
        timer -> {
          Probe probe = (Probe) timer;
          if (probe.listening) {
            banners.finish(probe);
          } else {
            silent(probe);
          }
        });
  }

  private void silent(Probe probe) {
    connections.abandon(probe);
    if (probe.attempt < limits.retries()) {
      probe.attempt++;
      putBack(probe);
    } else {
      settle(probe, Finding.SILENT);
    }
  }

  private void putBack(Probe probe) {
    inFlight--;
    probe.host.putBack(probe);
    queue(probe.host);
  }

  private void settle(Probe probe, Finding finding) {
    inFlight--;
    settled++;
    HostScan host = probe.host;
    host.settle(probe, finding);
    if (host.finished()) {
      unfinished--;
      share = Math.max(1, limits.window() / Math.max(1, unfinished));
    } else {
      queue(host);
    }
  }

  private void publish() {
    if (status.settled() != settled) {
      status = new Status(settled, open, unfinished);
    }
  }

  private void queue(HostScan host) {
    if (!host.queued && host.hasMore()) {
      host.queued = true;
      turns.addLast(host);
    }
  }
}
