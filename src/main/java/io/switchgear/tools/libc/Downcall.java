package io.switchgear.tools.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Links functions of the C library that report errors in {@code errno}. */
final class Downcall {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private Downcall() {}

  /**
   * A function that may block.
   *
   * @return its first parameter is the memory for {@code errno}
   * @throws UnsatisfiedLinkError if this C library does not have the function
   */
  static MethodHandle blocking(String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(name, FunctionDescriptor.of(result, parameters), CAPTURE);
  }

  /** A function that returns at once; garbage collection waits for it. */
  static MethodHandle quick(String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(
        name, FunctionDescriptor.of(result, parameters), CAPTURE, Linker.Option.critical(false));
  }

  @SuppressWarnings("restricted") // the shapes of the calls are those of their manual pages
  private static MethodHandle link(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    return LINKER.downcallHandle(function, shape, options);
  }

  /** Memory in which a call leaves its error number. One thread at a time uses it. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /** The result of a call, or the negative error number. */
  static int result(int returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : returned;
  }

  /** The result of a call, or the negative error number. */
  static long result(long returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : returned;
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A method handle throws only if the code that calls it is wrong. */
  static AssertionError wrongCall(Throwable wrong) {
    return new AssertionError("a system call is declared wrongly", wrong);
  }
}
