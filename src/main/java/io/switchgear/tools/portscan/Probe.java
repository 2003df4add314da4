package io.switchgear.tools.portscan;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A probe of one port: its connection and, once connected, the banner so far. */
final class Probe extends TimerWheel.Timer {

  private static final byte[] NOTHING = {};

  final HostScan host;
  final int portIndex;

  /** The number of attempts without a response. */
  int attempt;

  /** Null while the probe waits to be sent, and after its end. */
  Connections.Connection connection;

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

  void hear(ByteBuffer bytes) {
    int length = heard.length;
    heard = Arrays.copyOf(heard, length + bytes.remaining());
    bytes.get(heard, length, bytes.remaining());
  }

  byte[] heard() {
    return heard;
  }
}
