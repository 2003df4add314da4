package io.switchgear.tools.portscan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.switchgear.tools.libc.Errno;
import io.switchgear.tools.libc.Libc;
import io.switchgear.tools.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Connections by system calls of Linux. A socket whose connect was refused is used again: the
 * second connect(2) tells the refusal and returns the socket to its first state. It is registered
 * with epoll(7) once in its life, edge-triggered. So a refused port of another machine costs two
 * calls and an event, and one of this machine, whose answer is there when connect returns, two
 * calls.
 *
 * <p>Sockets for this machine's own addresses are bound to a source port, so that the system need
 * not look for one at each connect. Sockets are not used again after silence and ICMP errors, whose
 * late answers would reach the next probe.
 *
 * <p>An event may be one of an earlier probe of the same socket. {@link #result} asks the system,
 * so such an event does no harm.
 */
final class EpollConnections implements Connections {

  private static final long MILLI = 1_000_000L;
  private static final int EVENTS = 256;

  /** {@code struct epoll_event} is packed on x86-64 alone. */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;

  /** Stands for the descriptor that {@link #wakeUp} writes to. */
  private static final long WAKE = -1;

  private static final boolean SUPPORTED = isLinked();

  private final Arena arena = Arena.ofAuto();
  private final SocketCalls calls = new SocketCalls(arena);
  private final MemorySegment events = arena.allocate((long) EVENT_SIZE * EVENTS, 8);
  private final MemorySegment event = arena.allocate(EVENT_SIZE, 8);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
  private final MemorySegment drained = arena.allocate(JAVA_LONG);
  private final Kind inet4 = new Kind(arena, SocketCalls.AF_INET, false);
  private final Kind inet6 = new Kind(arena, SocketCalls.AF_INET6, false);
  private final Kind own4 = new Kind(arena, SocketCalls.AF_INET, true);
  private final Kind own6 = new Kind(arena, SocketCalls.AF_INET6, true);
  private final int epoll;
  private final int wake;

  /** The open sockets; the index is the data of a socket's events. */
  private final List<Socket> sockets = new ArrayList<>();

  private final ArrayDeque<Integer> freeIndices = new ArrayDeque<>();
  private String lastFailure = "";
  private boolean closed;

  /** Sockets that can be used for each other. */
  private static final class Kind {
    private final int family;
    private final boolean bound;

    /** Where a socket of this kind connects to. */
    private final SocketAddress remote;

    private final SocketAddress local;

    /** No address and port 0, so that the system chooses a port. */
    private final SocketAddress any;

    private final ArrayDeque<Socket> idle = new ArrayDeque<>();

    Kind(Arena arena, int family, boolean bound) {
      this.family = family;
      this.bound = bound;
      this.remote = new SocketAddress(arena, family);
      this.local = new SocketAddress(arena, family);
      this.any = new SocketAddress(arena, family);
    }
  }

  private static final class Socket implements Connection {
    private final int descriptor;
    private final Kind kind;
    private final int index;
    private boolean registered;

    /** Null while the socket is idle. */
    private Probe probe;

    Socket(int descriptor, Kind kind, int index) {
      this.descriptor = descriptor;
      this.kind = kind;
      this.index = index;
    }
  }

  /**
   * @throws IOException if there are no descriptors
   */
  EpollConnections() throws IOException {
    epoll = opened(calls.epollCreate());
    int counter = calls.eventfd();
    if (counter >= 0
        && control(SocketCalls.EPOLL_CTL_ADD, counter, SocketCalls.EPOLLIN, WAKE) < 0) {
      Libc.close(counter);
      counter = -Errno.ENOMEM;
    }
    if (counter < 0) {
      Libc.close(epoll);
    }
    wake = opened(counter);
  }

  private static int opened(int descriptor) throws IOException {
    if (descriptor < 0) {
      throw new IOException(Errno.text(-descriptor));
    }
    return descriptor;
  }

  static boolean isSupported() {
    return SUPPORTED;
  }

  private static boolean isLinked() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      new SocketCalls(arena);
      return true;
    } catch (LinkageError | UnsupportedOperationException absent) {
      return false;
    }
  }

  @Override
  public Finding connect(Probe probe) {
    HostScan host = probe.host;
    Kind kind = kind(host);
    Socket socket = kind.idle.pollLast();
    if (socket == null) {
      int descriptor = opened(kind);
      if (descriptor < 0) {
        return notSent(-descriptor);
      }
      socket = added(descriptor, kind);
    }
    socket.probe = probe;
    probe.connection = socket;
    int answer = calls.connect(socket.descriptor, remote(probe, kind));
    if (answer != -Errno.EINPROGRESS) {
      return decided(socket, answer, true);
    }
    if (host.local()) {
      // The answer has come, unless a filter of this machine drops the packets.
      Finding finding = result(probe);
      if (finding != Finding.UNTESTED) {
        return finding;
      }
    }
    return register(socket) ? Finding.UNTESTED : ended(socket, Finding.NO_RESOURCES);
  }

  private Kind kind(HostScan host) {
    boolean four = host.address() instanceof Inet4Address;
    if (host.local()) {
      return four ? own4 : own6;
    }
    return four ? inet4 : inet6;
  }

  private static MemorySegment remote(Probe probe, Kind kind) {
    return kind.remote.of(probe.host, probe.host.port(probe.portIndex));
  }

  /** A new socket, or the negative error number. */
  private int opened(Kind kind) {
    int descriptor = calls.socket(kind.family);
    if (descriptor < 0 || !kind.bound) {
      return descriptor;
    }
    int bound = calls.bind(descriptor, kind.any.memory());
    if (bound < 0) {
      Libc.close(descriptor);
      return bound;
    }
    return descriptor;
  }

  private Socket added(int descriptor, Kind kind) {
    Integer free = freeIndices.pollLast();
    int index = free == null ? sockets.size() : free;
    Socket socket = new Socket(descriptor, kind, index);
    if (free == null) {
      sockets.add(socket);
    } else {
      sockets.set(index, socket);
    }
    return socket;
  }

  private Finding notSent(int errno) {
    lastFailure = Errno.text(errno);
    // IPv6 is disabled on this machine.
    return errno == Errno.EAFNOSUPPORT ? Finding.NO_SOURCE : Finding.notSent(errno);
  }

  @Override
  public Finding result(Probe probe) {
    Socket socket = (Socket) probe.connection;
    int answer = calls.connect(socket.descriptor, remote(probe, socket.kind));
    if (answer == -Errno.EALREADY) {
      // The system would send the probe again after some ICMP errors, but they are answers.
      int error = calls.takeError(socket.descriptor);
      return error == 0 ? Finding.UNTESTED : ended(socket, Finding.answered(-error));
    }
    return decided(socket, answer, false);
  }

  /**
   * @param answer of connect(2)
   * @param first whether it is the call that sends the probe
   */
  private Finding decided(Socket socket, int answer, boolean first) {
    return switch (answer) {
      case 0, -Errno.EISCONN -> connected(socket);
      case -Errno.ECONNREFUSED -> {
        rest(socket);
        yield Finding.REFUSED;
      }
      default -> ended(socket, first ? notSent(-answer) : Finding.answered(-answer));
    };
  }

  /**
   * The system may choose the destination port as the source port of a connect to a free local
   * port. TCP treats this as a simultaneous open (RFC 9293, section 3.5), although no service
   * listens there.
   */
  private Finding connected(Socket socket) {
    Kind kind = socket.kind;
    remote(socket.probe, kind);
    int named = calls.getsockname(socket.descriptor, kind.local.memory());
    if (named == 0 && kind.local.isSame(kind.remote)) {
      reset(socket.probe);
      return Finding.SELF_CONNECT;
    }
    return Finding.OPEN;
  }

  private Finding ended(Socket socket, Finding finding) {
    abandon(socket.probe);
    return finding;
  }

  /** The socket waits for its next probe. */
  private static void rest(Socket socket) {
    socket.probe.connection = null;
    socket.probe = null;
    socket.kind.idle.addLast(socket);
  }

  private boolean register(Socket socket) {
    if (!socket.registered) {
      int kinds = SocketCalls.EPOLLIN | SocketCalls.EPOLLOUT | SocketCalls.EPOLLET;
      int answer = control(SocketCalls.EPOLL_CTL_ADD, socket.descriptor, kinds, socket.index);
      if (answer < 0) {
        lastFailure = Errno.text(-answer);
        return false;
      }
      socket.registered = true;
    }
    return true;
  }

  private int control(int operation, int descriptor, int kinds, long data) {
    event.set(JAVA_INT, 0, kinds);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
    return calls.epollControl(epoll, operation, descriptor, event);
  }

  @Override
  public void await(long nanos, Consumer<Probe> ready) throws IOException {
    int count = calls.epollWait(epoll, events, EVENTS, nanos < MILLI ? 0 : (int) (nanos / MILLI));
    if (count < 0 && count != -Errno.EINTR) {
      throw new IOException(Errno.text(-count));
    }
    for (int i = 0; i < count; i++) {
      long data = events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + DATA);
      if (data == WAKE) {
        Libc.read(wake, drained);
        continue;
      }
      Socket socket = sockets.get((int) data);
      // It may have been closed for an earlier event, or be idle.
      if (socket != null && socket.probe != null) {
        ready.accept(socket.probe);
      }
    }
  }

  @Override
  public void listen(Probe probe) {
    Socket socket = (Socket) probe.connection;
    int operation = socket.registered ? SocketCalls.EPOLL_CTL_MOD : SocketCalls.EPOLL_CTL_ADD;
    // Without events the banner is empty after its time.
    control(operation, socket.descriptor, SocketCalls.EPOLLIN, socket.index);
  }

  @Override
  public int read(Probe probe, ByteBuffer into) {
    Socket socket = (Socket) probe.connection;
    long count = Libc.read(socket.descriptor, MemorySegment.ofBuffer(into));
    if (count <= 0) {
      return count == -Errno.EAGAIN || count == -Errno.EINTR ? 0 : -1;
    }
    into.position(into.position() + (int) count);
    return (int) count;
  }

  @Override
  public void abandon(Probe probe) {
    Socket socket = (Socket) probe.connection;
    probe.connection = null;
    socket.probe = null;
    sockets.set(socket.index, null);
    freeIndices.addLast(socket.index);
    Libc.close(socket.descriptor);
  }

  @Override
  public void reset(Probe probe) {
    calls.resetOnClose(((Socket) probe.connection).descriptor);
    abandon(probe);
  }

  @Override
  public String lastFailure() {
    return lastFailure;
  }

  @Override
  public synchronized void wakeUp() {
    if (!closed) {
      Libc.write(wake, one);
    }
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      if (socket != null) {
        Libc.close(socket.descriptor);
      }
    }
    sockets.clear();
    synchronized (this) {
      closed = true;
      Libc.close(wake);
    }
    Libc.close(epoll);
  }
}
