package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A probe of one port: its connection and, once connected, the banner so far. */
final class Probe extends TimerWheel.Timer {

  private static final byte[] NOTHING = {};

  final HostScan host;
  final int portIndex;

  /** The number of attempts without a response. */
  int attempt;

  /** The connection; null while the probe waits to be sent. */
  SocketChannel channel;

  long sentAt;

  /** Whether the port is open and only the banner is missing. */
  boolean listening;

  /** The time at which waiting for the banner ends. */
  long listenUntil;

  private byte[] heard = NOTHING;

  Probe(HostScan host, int portIndex) {
    this.host = host;
    this.portIndex = portIndex;
  }

  /** Registers the connection for these events instead of earlier ones. */
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
   * Closes the connection with a reset, so that it leaves no TIME_WAIT state, which would exhaust
   * source ports when thousands of ports are open.
   */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // The connection is closed normally then.
    }
    close();
  }

  /** Closes the connection. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Linux releases the descriptor even if close fails (close(2)).
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
