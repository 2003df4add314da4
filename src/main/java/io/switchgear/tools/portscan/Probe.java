package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One port being asked: its connection and, once connected, what the service says first. */
final class Probe extends TimerWheel.Timer {

  private static final byte[] NOTHING = {};

  final HostScan host;
  final int portIndex;

  /** Attempts that were met with silence. */
  int attempt;

  /** Null while the probe waits to be sent. */
  SocketChannel channel;

  long sentAt;

  /** Whether the port is settled as open and only the banner is waited for. */
  boolean listening;

  /** When to stop waiting for the banner, whatever comes. */
  long listenUntil;

  private byte[] heard = NOTHING;

  Probe(HostScan host, int portIndex) {
    this.host = host;
    this.portIndex = portIndex;
  }

  /** Asks the selector for events, in place of those asked for before. */
  void await(Selector selector, int operations) {
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        channel.register(selector, operations, this);
      } else {
        key.interestOps(operations);
      }
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("a closed connection was asked for events", e);
    }
  }

  /**
   * Ends the connection by a reset: no TIME_WAIT stays behind, which would use up source ports when
   * thousands of ports are open.
   */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // Then it ends as connections usually do.
    }
    close();
  }

  /** Gives the descriptor back. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel releases the descriptor whatever close reports (close(2), Linux).
    }
  }

  void hear(ByteBuffer bytes) {
    int length = heard.length;
    heard = Arrays.copyOf(heard, length + bytes.remaining());
    bytes.get(heard, length, bytes.remaining());
  }

  byte[] heard() {
    return heard;
  }
}
