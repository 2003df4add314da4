package io.switchgear.tools.portscan;

import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.TargetText;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Reads banners: the first bytes that services send on open connections. It sends nothing.
 *
 * <p>Bytes and time per banner, concurrent connections and total text are all bounded. If too many
 * connections are open, the one that has waited longest is closed. A host that accepts every
 * connection and sends endlessly therefore has a bounded cost.
 */
final class BannerReader {

  /** Time without data after which a banner is complete; most services send it in one piece. */
  private static final long QUIET_NANOS = 100_000_000L;

  /** Maximum total text of all banners, in characters. */
  private static final int TOTAL_CHARS = 1 << 20;

  private final ScanLimits limits;
  private final TimerWheel wheel;
  private final Connections connections;
  private final ArrayDeque<Probe> waiting = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private int open;
  private int room = TOTAL_CHARS;
  private boolean cutShort;

  BannerReader(ScanLimits limits, TimerWheel wheel, Connections connections) {
    this.limits = limits;
    this.wheel = wheel;
    this.connections = connections;
  }

  /** The number of connections that are waiting for a banner. */
  int open() {
    return open;
  }

  /** Whether banners may be missing because there were too many connections. */
  boolean cutShort() {
    return cutShort;
  }

  /** Takes over the connection of an open port. */
  void take(Probe probe, long now) {
    if (limits.bannerWindow() == 0 || room == 0) {
      cutShort |= limits.bannerWindow() > 0;
      connections.reset(probe);
      return;
    }
    if (open >= limits.bannerWindow()) {
      makeRoom();
    }
    connections.listen(probe);
    probe.listening = true;
    probe.listenUntil = now + limits.bannerNanos();
    wheel.schedule(probe, probe.listenUntil);
    waiting.addLast(probe);
    open++;
  }

  /** Reads available data. */
  void readable(Probe probe, long now) {
    buffer.clear().limit(Math.min(buffer.capacity(), limits.bannerBytes() - probe.heard().length));
    // If the service closed the connection, earlier data is retained.
    int count = connections.read(probe, buffer);
    if (count > 0) {
      probe.hear(buffer.flip());
    }
    if (count < 0 || probe.heard().length >= limits.bannerBytes()) {
      finish(probe);
    } else {
      wheel.schedule(probe, Math.min(probe.listenUntil, now + QUIET_NANOS));
    }
  }

  /** Stores the banner and closes the connection. */
  void finish(Probe probe) {
    probe.listening = false;
    open--;
    wheel.cancel(probe);
    if (probe.heard().length > 0) {
      int max = Math.min(limits.bannerBytes(), room);
      String banner =
          UntrustedText.clean(TargetText.text(probe.heard()).replace("\r\n", "\n").strip(), max);
      room -= Math.min(room, banner.length());
      probe.host.banner(probe.portIndex, banner);
    }
    connections.reset(probe);
  }

  /** Stores what all services have sent so far. */
  void finishAll() {
    for (Probe probe : waiting) {
      if (probe.listening) {
        finish(probe);
      }
    }
  }

  private void makeRoom() {
    Probe oldest = waiting.pollFirst();
    while (!oldest.listening) {
      oldest = waiting.pollFirst();
    }
    cutShort |= oldest.heard().length == 0;
    finish(oldest);
  }
}
