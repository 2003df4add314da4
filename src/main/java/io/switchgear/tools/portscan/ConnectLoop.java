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
 * The engine: asks ports by TCP connects, all in flight at once, on one thread with one selector.
 *
 * <p>Hosts stand in a line; the first sends one probe and goes to the end, so that all of them
 * advance together. None may have more in flight than its share of the window, so that silent
 * hosts, which give their places back only at a timeout, cannot take those of hosts that answer at
 * once. A share grows as hosts finish. A probe is sent again after silence only.
 *
 * <p>Running out of file descriptors, source ports or buffers is no failure at first: the probe
 * goes back, the window shrinks, and sending rests for a moment.
 *
 * <p>Only {@link #stop} and {@link #status} may be called from other threads while it runs.
 */
final class ConnectLoop {

  /** Probes sent before answers are looked at; a millisecond's work at most. */
  private static final int BATCH = 128;

  private static final long LONGEST_WAIT_NANOS = 200_000_000L;
  private static final long REST_NANOS = 50_000_000L;

  /** With nothing in flight and no socket to be had for so long, none will come. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private static final long MILLI = 1_000_000L;

  /**
   * @param settled probes that are decided
   * @param open ports found open
   * @param unfinishedHosts hosts with probes that are not
   */
  record Status(long settled, long open, int unfinishedHosts) {}

  private final List<HostScan> hosts;
  private final ScanLimits limits;
  private final TimerWheel wheel;
  private final TokenBucket bucket;
  private final BannerDesk banners;
  private final ArrayDeque<HostScan> line = new ArrayDeque<>();
  private volatile Selector selector;
  private volatile boolean stopped;
  private volatile Status status;
  private int unfinished;
  private int share;
  private int window;
  private int inFlight;
  private long restUntil;
  private long settled;
  private long open;
  private String shortage = "";

  /** When the last probe was sent. */
  private long sentLast;

  ConnectLoop(List<HostScan> hosts, ScanLimits limits) {
    long now = System.nanoTime();
    this.hosts = List.copyOf(hosts);
    this.limits = limits;
    this.wheel = new TimerWheel(now);
    this.bucket = new TokenBucket(limits.rate(), now);
    this.banners = new BannerDesk(limits, wheel);
    this.window = limits.window();
    this.restUntil = now;
    this.sentLast = now;
    this.unfinished = hosts.size();
    this.status = new Status(0, 0, unfinished);
  }

  /** Ends {@link #run} within some milliseconds. */
  void stop() {
    stopped = true;
    Selector open = selector;
    if (open != null) {
      open.wakeup();
    }
  }

  /** How far the loop is; from any thread, at most a round behind. */
  Status status() {
    return status;
  }

  /** Why sockets could not be opened for a while; empty if they always could. */
  String shortage() {
    return shortage;
  }

  boolean bannersCutShort() {
    return banners.cutShort();
  }

  /**
   * Runs to the end, to the deadline or to {@link #stop}; leaves no connection behind.
   *
   * @param deadline on {@link System#nanoTime}
   * @return whether every port is decided, and nobody stopped it before
   * @throws IOException if the selector fails
   */
  boolean run(long deadline) throws IOException {
    line.addAll(hosts);
    hosts.forEach(host -> host.queued = true);
    share = Math.max(1, window / unfinished);
    try (Selector opened = Selector.open()) {
      selector = opened;
      try {
        while (unfinished > 0 || banners.open() > 0) {
          long now = System.nanoTime();
          if (stopped || deadline - now <= 0) {
            break;
          }
          long wait = Math.min(send(now), wheel.untilNext(now, LONGEST_WAIT_NANOS));
          receive(wait);
          // By the time before the answers were taken in: what came in time is not late.
          expire(now);
          publish();
        }
      } finally {
        hangUp();
        publish();
      }
    }
    return unfinished == 0 && !stopped;
  }

  /**
   * @return nanoseconds until sending can go on; {@link Long#MAX_VALUE} if an answer has to come
   *     first
   */
  private long send(long now) {
    if (restUntil - now > 0) {
      return restUntil - now;
    }
    if (window < limits.window() && now - restUntil > 4 * REST_NANOS) {
      window = Math.min(limits.window(), window + window / 4 + 1);
      restUntil = now;
    }
    for (int sent = 0; sent < BATCH; ) {
      if (inFlight >= window || line.isEmpty()) {
        return Long.MAX_VALUE;
      }
      HostScan host = line.pollFirst();
      if (!maySend(host)) {
        host.queued = false;
        continue;
      }
      if (!bucket.tryTake(now)) {
        line.addFirst(host);
        return bucket.untilNext();
      }
      Probe probe = host.take();
      inFlight++;
      line.addLast(host);
      if (!connect(probe)) {
        return REST_NANOS;
      }
      sent++;
    }
    return 0;
  }

  private boolean maySend(HostScan host) {
    return host.hasMore() && host.inFlight() < share;
  }

  /**
   * @return false if there was no socket for it
   */
  private boolean connect(Probe probe) {
    HostScan host = probe.host;
    probe.sentAt = System.nanoTime();
    try {
      probe.channel = SocketChannel.open(family(host));
      probe.channel.configureBlocking(false);
    } catch (UnsupportedOperationException e) {
      // IPv6 is switched off on this machine.
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
    sentLast = probe.sentAt;
    try {
      if (!connected && host.local()) {
        // Over loopback the answer is there before connect returns: no need for the selector.
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
   * The system did not let the probe out. A shortage is waited for, the rest stands.
   *
   * @return false if sending has to rest
   */
  private boolean notSent(Probe probe, Finding finding, IOException cause) {
    boolean hopeless = inFlight == 1 && System.nanoTime() - sentLast > PATIENCE_NANOS;
    if (finding.isShortage() && !hopeless) {
      rest(probe, cause);
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

  private void rest(Probe probe, IOException cause) {
    if (probe.channel != null) {
      probe.close();
    }
    putBack(probe);
    shortage = cause.getMessage();
    window = Math.max(1, inFlight - inFlight / 4);
    restUntil = System.nanoTime() + REST_NANOS;
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
    if (metItself(probe.channel)) {
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
   * Whether both ends of a connection are the same socket. A connect to a free local port can be
   * given that very port as its source; TCP takes it for a simultaneous open (RFC 9293, section
   * 3.5), and nobody listens there.
   */
  static boolean metItself(SocketChannel channel) throws IOException {
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

  /** Closes what is open still; a banner that was heard in part is kept. */
  private void hangUp() {
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
      line.addLast(host);
    }
  }
}
