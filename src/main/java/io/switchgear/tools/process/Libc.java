package io.switchgear.tools.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/** System calls that the JDK does not provide. */
final class Libc {

  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  static final int POLLIN = 1;

  static {
    NativeCode.prepare();
    Native.register(Libc.class, Platform.C_LIBRARY_NAME);
  }

  private Libc() {}

  /** kill(2): a negative id means a process group; signal 0 only tests for existence. */
  static native int kill(int pid, int signal) throws LastErrorException;

  /** pipe2(2): {@code ends} receives the reading and the writing descriptor. */
  static native int pipe2(int[] ends, int flags) throws LastErrorException;

  /**
   * poll(2) on one descriptor.
   *
   * @param pollfd the descriptor, then the requested (low half) and returned (high half) events
   */
  static native int poll(int[] pollfd, long count, int timeoutMillis) throws LastErrorException;

  static native long read(int descriptor, byte[] buffer, long size) throws LastErrorException;

  static native long write(int descriptor, byte[] buffer, long size) throws LastErrorException;

  static native int close(int descriptor) throws LastErrorException;
}
