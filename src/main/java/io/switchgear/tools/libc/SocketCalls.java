package io.switchgear.tools.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls for TCP sockets and epoll(7), with memory of its own for the error number. Each returns
 * what the call returns, or the negative error number of {@link Errno}. One thread uses an
 * instance.
 */
public final class SocketCalls {

  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;

  public static final int EPOLLIN = 0x001;
  public static final int EPOLLOUT = 0x004;
  public static final int EPOLLET = 1 << 31;

  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_MOD = 3;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 04000;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int EFD_NONBLOCK = SOCK_NONBLOCK;
  private static final int EPOLL_CLOEXEC = SOCK_CLOEXEC;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_LINGER = 13;

  private static final MethodHandle SOCKET =
      Downcall.quick("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT =
      Downcall.quick("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle BIND =
      Downcall.quick("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      Downcall.quick("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      Downcall.quick("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      Downcall.quick("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle EVENTFD =
      Downcall.quick("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE =
      Downcall.quick("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      Downcall.quick("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      Downcall.blocking("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  private final MemorySegment state;
  private final MemorySegment linger;
  private final MemorySegment value;
  private final MemorySegment size;

  /**
   * @param arena keeps its memory
   * @throws LinkageError if this system does not have the calls
   */
  public SocketCalls(Arena arena) {
    this.state = Downcall.state(arena);
    // struct linger: on, for no time.
    this.linger = arena.allocateFrom(JAVA_INT, 1, 0);
    this.value = arena.allocate(JAVA_INT);
    this.size = arena.allocate(JAVA_INT);
  }

  /** A new TCP socket, non-blocking and close-on-exec. */
  public int socket(int family) {
    try {
      int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
      return Downcall.result((int) SOCKET.invokeExact(state, family, kind, 0), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * connect(2). The second call on a socket tells the result of the first.
   *
   * @param address a sockaddr
   */
  public int connect(int socket, MemorySegment address) {
    try {
      int bytes = (int) address.byteSize();
      return Downcall.result((int) CONNECT.invokeExact(state, socket, address, bytes), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * bind(2).
   *
   * @param address a sockaddr
   */
  public int bind(int socket, MemorySegment address) {
    try {
      int bytes = (int) address.byteSize();
      return Downcall.result((int) BIND.invokeExact(state, socket, address, bytes), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * getsockname(2).
   *
   * @param address a sockaddr that is filled
   */
  public int getsockname(int socket, MemorySegment address) {
    try {
      size.set(JAVA_INT, 0, (int) address.byteSize());
      return Downcall.result((int) GETSOCKNAME.invokeExact(state, socket, address, size), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * Takes SO_ERROR: also an error that a connect goes on after, such as an ICMP error that came
   * while the system was busy with the socket.
   *
   * @return the negative error number; 0 if there is none
   */
  public int takeError(int socket) {
    try {
      size.set(JAVA_INT, 0, (int) value.byteSize());
      int result =
          Downcall.result(
              (int) GETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_ERROR, value, size),
              state);
      return result < 0 ? result : -value.get(JAVA_INT, 0);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** Sets SO_LINGER to no time, so that close(2) resets the connection. */
  public int resetOnClose(int socket) {
    try {
      int bytes = (int) linger.byteSize();
      return Downcall.result(
          (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_LINGER, linger, bytes), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** eventfd(2) with the counter 0, non-blocking and close-on-exec. */
  public int eventfd() {
    try {
      return Downcall.result(
          (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK | SOCK_CLOEXEC), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** epoll_create1(2), close-on-exec. */
  public int epollCreate() {
    try {
      return Downcall.result((int) EPOLL_CREATE.invokeExact(state, EPOLL_CLOEXEC), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** epoll_ctl(2). */
  public int epollControl(int epoll, int operation, int descriptor, MemorySegment event) {
    try {
      return Downcall.result(
          (int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** epoll_wait(2). */
  public int epollWait(int epoll, MemorySegment events, int most, int timeoutMillis) {
    try {
      return Downcall.result(
          (int) EPOLL_WAIT.invokeExact(state, epoll, events, most, timeoutMillis), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }
}
