package io.switchgear.cluster.faults;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.testing.Await;
import io.switchgear.tools.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Open ports in another network namespace, which accept and close connections. */
final class Listeners implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x40000000;

  private final List<ServerSocket> open;

  private Listeners(List<ServerSocket> open) {
    this.open = open;
  }

  /** Listens at a port of each address. */
  static Listeners in(Path namespace, int port, List<String> addresses) {
    CompletableFuture<List<ServerSocket>> opened = new CompletableFuture<>();
    // The thread ends in the other namespace.
    Thread.ofPlatform()
        .name("listen-in-namespace")
        .start(() -> opened.completeAsync(() -> listen(namespace, port, addresses), Runnable::run));
    List<ServerSocket> sockets = Await.result("the open ports", opened);
    sockets.forEach(
        socket -> Thread.ofPlatform().daemon().name("accept").start(() -> accept(socket)));
    return new Listeners(sockets);
  }

  private static List<ServerSocket> listen(Path namespace, int port, List<String> addresses) {
    enter(namespace);
    try {
      List<ServerSocket> sockets = new ArrayList<>();
      for (String address : addresses) {
        sockets.add(new ServerSocket(port, 128, InetAddress.getByName(address)));
      }
      return sockets;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Moves the calling thread alone; see setns(2). */
  private static void enter(Path namespace) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle open = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
      MethodHandle setns = call("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
      int descriptor = (int) open.invoke(arena.allocateFrom(namespace.toString()), O_RDONLY);
      assertEquals(0, (int) setns.invoke(descriptor, CLONE_NEWNET), namespace::toString);
      Libc.close(descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // the shapes of the calls are those of their manual pages
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), shape);
  }

  private static void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        socket.accept().close();
      } catch (IOException closed) {
        // The loop ends with the socket.
      }
    }
  }

  @Override
  public void close() {
    for (ServerSocket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
