package io.switchgear.cluster.faults;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import io.switchgear.testing.Await;
import java.io.IOException;
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

  /** See setns(2), which is for the calling thread alone. */
  @SuppressWarnings("checkstyle:MethodName")
  interface Libc extends Library {
    int open(String path, int flags) throws LastErrorException;

    int setns(int descriptor, int kind) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
  }

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
    Libc libc = Native.load("c", Libc.class);
    int descriptor = libc.open(namespace.toString(), O_RDONLY);
    try {
      libc.setns(descriptor, CLONE_NEWNET);
      List<ServerSocket> sockets = new ArrayList<>();
      for (String address : addresses) {
        sockets.add(new ServerSocket(port, 128, InetAddress.getByName(address)));
      }
      return sockets;
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      libc.close(descriptor);
    }
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
