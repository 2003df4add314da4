package io.switchgear.tools.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls for processes and descriptors. Each returns what the call returns, or the negative error
 * number of {@link Errno}.
 */
public final class Libc {

  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;

  public static final int O_NONBLOCK = 04000;
  public static final int O_CLOEXEC = 02000000;

  public static final short POLLIN = 1;

  private static final MethodHandle KILL = Downcall.quick("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle PIPE2 = Downcall.quick("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle POLL =
      Downcall.blocking("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ =
      Downcall.blocking("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      Downcall.blocking("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = Downcall.quick("close", JAVA_INT, JAVA_INT);

  private Libc() {}

  /**
   * Links the calls.
   *
   * @throws UnsatisfiedLinkError if this system does not have them
   */
  public static void require() {
    kill(0, 0);
  }

  /** kill(2): a negative id means a process group; signal 0 only tests for existence. */
  public static int kill(int pid, int signal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Downcall.state(arena);
      return Downcall.result((int) KILL.invokeExact(state, pid, signal), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * pipe2(2).
   *
   * @param ends receives the reading and the writing descriptor
   */
  public static int pipe2(int[] ends, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Downcall.state(arena);
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      int result = Downcall.result((int) PIPE2.invokeExact(state, pair, flags), state);
      ends[0] = pair.getAtIndex(JAVA_INT, 0);
      ends[1] = pair.getAtIndex(JAVA_INT, 1);
      return result;
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * poll(2) on one descriptor.
   *
   * @return 0 if nothing happened in the time
   */
  public static int poll(int descriptor, short events, int timeoutMillis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Downcall.state(arena);
      // struct pollfd: the descriptor, the requested and the returned events.
      MemorySegment pollfd = arena.allocate(JAVA_LONG);
      pollfd.set(JAVA_INT, 0, descriptor);
      pollfd.set(JAVA_SHORT, 4, events);
      return Downcall.result((int) POLL.invokeExact(state, pollfd, 1L, timeoutMillis), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /**
   * read(2).
   *
   * @param buffer off the heap
   */
  public static long read(int descriptor, MemorySegment buffer) {
    return transferred(READ, descriptor, buffer);
  }

  /**
   * write(2).
   *
   * @param bytes off the heap
   */
  public static long write(int descriptor, MemorySegment bytes) {
    return transferred(WRITE, descriptor, bytes);
  }

  /** The number of bytes that a call moved, or the negative error number. */
  private static long transferred(MethodHandle call, int descriptor, MemorySegment bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Downcall.state(arena);
      long count = (long) call.invokeExact(state, descriptor, bytes, bytes.byteSize());
      return Downcall.result(count, state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }

  /** close(2): releases the descriptor even if it reports an error. */
  public static int close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Downcall.state(arena);
      return Downcall.result((int) CLOSE.invokeExact(state, descriptor), state);
    } catch (Throwable wrong) {
      throw Downcall.wrongCall(wrong);
    }
  }
}
