package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Connections of the JDK, on every system: a socket for each probe, and one selector. */
final class NioConnections implements Connections {

  private static final long MILLI = 1_000_000L;

  private final Selector selector;
  private String lastFailure = "";

  private record Channel(SocketChannel socket) implements Connection {}

  NioConnections() throws IOException {
    selector = Selector.open();
  }

  @Override
  public Finding connect(Probe probe) {
    HostScan host = probe.host;
    SocketChannel socket;
    try {
      socket = SocketChannel.open(family(host));
    } catch (UnsupportedOperationException e) {
      // IPv6 is disabled on this machine.
      return Finding.NO_SOURCE;
    } catch (IOException e) {
      lastFailure = e.getMessage();
      return Finding.NO_RESOURCES;
    }
    probe.connection = new Channel(socket);
    boolean connected;
    try {
      socket.configureBlocking(false);
      connected = socket.connect(new InetSocketAddress(host.address(), host.port(probe.portIndex)));
    } catch (IOException e) {
      lastFailure = e.getMessage();
      return ended(probe, Finding.notSent(e));
    }
    if (connected || host.local()) {
      // Over loopback the result is available when connect returns, without the selector.
      Finding finding = result(probe);
      if (finding != Finding.UNTESTED) {
        return finding;
      }
    }
    await(probe, SelectionKey.OP_CONNECT);
    return Finding.UNTESTED;
  }

  private static ProtocolFamily family(HostScan host) {
    return host.address() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  @Override
  public Finding result(Probe probe) {
    SocketChannel socket = socket(probe);
    try {
      if (!socket.finishConnect()) {
        return Finding.UNTESTED;
      }
      if (isSelfConnect(socket)) {
        reset(probe);
        return Finding.SELF_CONNECT;
      }
      return Finding.OPEN;
    } catch (IOException e) {
      return ended(probe, Finding.answered(e));
    }
  }

  /**
   * Whether both ends of a connection are the same socket. The system may choose the destination
   * port as the source port of a connect to a free local port. TCP treats this as a simultaneous
   * open (RFC 9293, section 3.5), although no service listens there.
   */
  static boolean isSelfConnect(SocketChannel socket) throws IOException {
    return socket.getRemoteAddress().equals(socket.getLocalAddress());
  }

  private Finding ended(Probe probe, Finding finding) {
    abandon(probe);
    return finding;
  }

  private void await(Probe probe, int operations) {
    SocketChannel socket = socket(probe);
    try {
      SelectionKey key = socket.keyFor(selector);
      if (key == null) {
        socket.register(selector, operations, probe);
      } else {
        key.interestOps(operations);
      }
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("a closed connection was asked for events", e);
    }
  }

  @Override
  public void await(long nanos, Consumer<Probe> ready) throws IOException {
    Consumer<SelectionKey> each =
        key -> {
          if (key.isValid()) {
            ready.accept((Probe) key.attachment());
          }
        };
    if (nanos < MILLI) {
      selector.selectNow(each);
    } else {
      selector.select(each, nanos / MILLI);
    }
  }

  @Override
  public void listen(Probe probe) {
    await(probe, SelectionKey.OP_READ);
  }

  @Override
  public int read(Probe probe, ByteBuffer into) {
    try {
      return socket(probe).read(into);
    } catch (IOException e) {
      // The service closed the connection.
      return -1;
    }
  }

  @Override
  public void abandon(Probe probe) {
    close(socket(probe));
    probe.connection = null;
  }

  @Override
  public void reset(Probe probe) {
    try {
      socket(probe).setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // The connection is closed normally then.
    }
    abandon(probe);
  }

  private static SocketChannel socket(Probe probe) {
    return ((Channel) probe.connection).socket();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // Linux releases the descriptor even if close fails (close(2)).
    }
  }

  @Override
  public String lastFailure() {
    return lastFailure;
  }

  @Override
  public void wakeUp() {
    selector.wakeup();
  }

  @Override
  public void close() {
    selector.keys().forEach(key -> close(key.channel()));
    close(selector);
  }
}
