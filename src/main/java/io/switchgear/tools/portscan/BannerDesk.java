package io.switchgear.tools.portscan;

import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.TargetText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;

/**
 * Listens on open connections for what the service says first; sends nothing.
 *
 * <p>Bounded in every direction: bytes per banner, time per banner however slowly it trickles,
 * connections at once (the one that has waited longest makes room) and text in all. So a host that
 * accepts every connection and talks for ever costs no more than one that does neither.
 */
final class BannerDesk {

  /** After the last byte: most services say all they have to say at once. */
  private static final long QUIET_NANOS = 100_000_000L;

  /** Longest text kept by one desk, in characters. */
  private static final int TOTAL_CHARS = 1 << 20;

  private final ScanLimits limits;
  private final TimerWheel wheel;
  private final ArrayDeque<Probe> waiting = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private int open;
  private int room = TOTAL_CHARS;
  private boolean cutShort;

  BannerDesk(ScanLimits limits, TimerWheel wheel) {
    this.limits = limits;
    this.wheel = wheel;
  }

  /** Connections that are being listened to. */
  int open() {
    return open;
  }

  /** Whether a banner may be missing because there were too many. */
  boolean cutShort() {
    return cutShort;
  }

  /** Takes over the connection of a port that was found open. */
  void take(Probe probe, Selector selector, long now) {
    if (limits.bannerWindow() == 0 || room == 0) {
      cutShort |= limits.bannerWindow() > 0;
      probe.reset();
      return;
    }
    if (open >= limits.bannerWindow()) {
      makeRoom();
    }
    probe.await(selector, SelectionKey.OP_READ);
    probe.listening = true;
    probe.listenUntil = now + limits.bannerNanos();
    wheel.schedule(probe, probe.listenUntil);
    waiting.addLast(probe);
    open++;
  }

  /** There is something to read. */
  void readable(Probe probe, long now) {
    buffer.clear().limit(Math.min(buffer.capacity(), limits.bannerBytes() - probe.heard().length));
    int count;
    try {
      count = probe.channel.read(buffer);
    } catch (IOException e) {
      // The service hung up; what it said before stays said.
      count = -1;
    }
    if (count > 0) {
      probe.hear(buffer.flip());
    }
    if (count < 0 || probe.heard().length >= limits.bannerBytes()) {
      finish(probe);
    } else {
      wheel.schedule(probe, Math.min(probe.listenUntil, now + QUIET_NANOS));
    }
  }

  /** Keeps what was heard and hangs up. */
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
    probe.reset();
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
