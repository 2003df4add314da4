package io.switchgear.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * The port of Pekko's remoting. A node without other nodes accepts one connection there, closes it,
 * and accepts no other one (application.conf).
 */
final class NodePort {

  private static final int TIMEOUT_MILLIS = 5_000;

  private NodePort() {}

  /**
   * Uses up that one connection, in the background, so that no other process can take it. While the
   * process has no free file descriptor, Pekko retries to accept a connection without a pause.
   */
  static void shut(ActorSystem<?> system) {
    Address own = Cluster.get(system).selfMember().address();
    InetSocketAddress port =
        new InetSocketAddress(own.getHost().orElseThrow(), own.getPort().orElseThrow());
    Thread.ofVirtual().name("node-port").start(() -> connect(port));
  }

  private static void connect(InetSocketAddress port) {
    try (Socket socket = new Socket()) {
      socket.connect(port, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getInputStream().read();
    } catch (IOException refusedOrTaken) {
      // The connection is used up in this case too.
      return;
    }
  }
}
