package io.switchgear.tools.portscan;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Connects to its own listener on loopback. The scanner needs only sockets, and this shows whether
 * it can open them.
 */
final class SelfTest {

  private SelfTest() {}

  static ToolRun start() {
    return ToolRun.of(CompletableFuture.supplyAsync(SelfTest::connect, Thread::startVirtualThread));
  }

  private static ToolOutcome connect() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(anyPort);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
      return new Success(ToolOutput.text("Connected to " + client.getRemoteAddress() + "."));
    } catch (IOException e) {
      return new Failed(
          Fault.RESOURCE_EXHAUSTED,
          "No connection can be made on this machine: "
              + e.getMessage()
              + ". Check its limit on open files (ulimit -n).");
    }
  }
}
