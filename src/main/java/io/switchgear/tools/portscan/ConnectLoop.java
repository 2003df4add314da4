package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Scans ports by TCP connects, many concurrently, on one thread with one selector.
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

  private static final long MILLI = 1_000_000L;

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
  private final BannerReader banners;
  private final ArrayDeque<HostScan> turns = new ArrayDeque<>();
  private volatile Selector selector;
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

  /** The time at which the last probe was sent. */
  private long lastSentAt;

  ConnectLoop(List<HostScan> hosts, ScanLimits limits) {
    long now = System.nanoTime();
    this.hosts = List.copyOf(hosts);
    this.limits = limits;
    this.wheel = new TimerWheel(now);
    this.bucket = new TokenBucket(limits.rate(), now);
    this.banners = new BannerReader(limits, wheel);
    this.window = limits.window();
    this.pausedUntil = now;
    this.lastSentAt = now;
    this.unfinished = hosts.size();
    this.status = new Status(0, 0, unfinished);
  }

  /** Ends {@link #run} within milliseconds. */
  void stop() {
    stopped = true;
    Selector open = selector;
    if (open != null) {
      open.wakeup();
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
    return banners.cutShort();
  }

  /**
   * Runs until all ports are settled, the deadline or {@link #stop}; closes all connections.
   *
   * @param deadline on {@link System#nanoTime}
   * @return whether every port is settled and the loop was not stopped
   * @throws IOException if the selector fails
   */
  boolean run(long deadline) throws IOException {
    turns.addAll(hosts);
    hosts.forEach(host -> host.queued = true);
    share = Math.max(1, window / unfinished);
    try (Selector opened = Selector.open()) {
      selector = opened;
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
          receive(Math.min(next, wheel.untilNext(now, MAX_WAIT_NANOS)));
          // Uses the time before responses were processed, so that none of them expires.
          expire(now);
          publish();
        }
      } finally {
        closeAll();
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
    HostScan host = probe.host;
    probe.sentAt = System.nanoTime();
    try {
      probe.channel = SocketChannel.open(family(host));
      probe.channel.configureBlocking(false);
    } catch (UnsupportedOperationException e) {
      // IPv6 is disabled on this machine.
      settle(probe, Finding.NO_SOURCE);
      return true;
    } catch (IOException e) {
      return notSent(probe, Finding.NO_RESOURCES, e);
    }
    boolean connected;
    try {
      connected =
          probe.channel.connect(new InetSocketAddress(host.address(), host.port(probe.portIndex)));
    } catch (IOException e) {
      return notSent(probe, host.broadcast() ? Finding.BROADCAST : Finding.notSent(e), e);
    }
    lastSentAt = probe.sentAt;
    try {
      if (!connected && host.local()) {
        // Over loopback the result is available when connect returns, without the selector.
        connected = probe.channel.finishConnect();
      }
      if (connected) {
        connected(probe);
      } else {
        probe.await(selector, SelectionKey.OP_CONNECT);
        wheel.schedule(probe, probe.sentAt + host.roundTrips().timeout(probe.attempt));
      }
    } catch (IOException e) {
      failed(probe, Finding.answered(e));
    }
    return true;
  }

  /**
   * Handles a probe that the system did not send. A shortage causes a pause; other failures are
   * final.
   *
   * @return false if sending must pause
   */
  private boolean notSent(Probe probe, Finding finding, IOException cause) {
    boolean permanent = inFlight == 1 && System.nanoTime() - lastSentAt > SHORTAGE_TIMEOUT_NANOS;
    if (finding.isShortage() && !permanent) {
      pause(probe, cause);
      return false;
    }
    failed(probe, finding);
    return true;
  }

  private static ProtocolFamily family(HostScan host) {
    return host.address() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  private void pause(Probe probe, IOException cause) {
    if (probe.channel != null) {
      probe.close();
    }
    putBack(probe);
    shortage = cause.getMessage();
    window = Math.max(1, inFlight - inFlight / 4);
    pausedUntil = System.nanoTime() + PAUSE_NANOS;
  }

  private void receive(long wait) throws IOException {
    if (wait < MILLI) {
      selector.selectNow(this::ready);
    } else {
      selector.select(this::ready, wait / MILLI);
    }
  }

  private void ready(SelectionKey key) {
    Probe probe = (Probe) key.attachment();
    if (!key.isValid()) {
      return;
    }
    if (probe.listening) {
      banners.readable(probe, System.nanoTime());
      return;
    }
    try {
      if (probe.channel.finishConnect()) {
        wheel.cancel(probe);
        connected(probe);
      }
    } catch (IOException e) {
      failed(probe, Finding.answered(e));
    }
  }

  private void connected(Probe probe) throws IOException {
    if (isSelfConnect(probe.channel)) {
      settle(probe, Finding.SELF_CONNECT);
      probe.reset();
      return;
    }
    long now = System.nanoTime();
    probe.host.roundTrips().answeredAfter(now - probe.sentAt);
    open++;
    settle(probe, Finding.OPEN);
    banners.take(probe, selector, now);
  }

  /**
   * Whether both ends of a connection are the same socket. The system may choose the destination
   * port as the source port of a connect to a free local port. TCP treats this as a simultaneous
   * open (RFC 9293, section 3.5), although no service listens there.
   */
  static boolean isSelfConnect(SocketChannel channel) throws IOException {
    return channel.getRemoteAddress().equals(channel.getLocalAddress());
  }

  private void failed(Probe probe, Finding finding) {
    wheel.cancel(probe);
    if (finding.answered()) {
      probe.host.roundTrips().answeredAfter(System.nanoTime() - probe.sentAt);
    }
    if (probe.channel != null) {
      probe.close();
    }
    settle(probe, finding);
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
    probe.close();
    if (probe.attempt < limits.retries()) {
      probe.attempt++;
      putBack(probe);
    } else {
      settle(probe, Finding.SILENT);
    }
  }

  private void putBack(Probe probe) {
    probe.channel = null;
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

  /** Closes all open connections; partial banners are retained. */
  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      Probe probe = (Probe) key.attachment();
      if (!key.isValid()) {
        continue;
      }
      if (probe.listening) {
        banners.finish(probe);
      } else {
        probe.close();
      }
    }
  }

  private void queue(HostScan host) {
    if (!host.queued && host.hasMore()) {
      host.queued = true;
      turns.addLast(host);
    }
  }
}
