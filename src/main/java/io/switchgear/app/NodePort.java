package io.switchgear.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * The port of Pekko's remoting, where a node without other nodes accepts one connection, closes it,
 * and accepts no other (application.conf).
 */
final class NodePort {

  private static final int PATIENCE_MILLIS = 5_000;

  private NodePort() {}

  /**
   * Uses that one connection up, in the background, so that it is not left to a stranger: while the
   * process has no file left, Pekko tries to accept it again without a pause.
   */
  static void shut(ActorSystem<?> system) {
    Address own = Cluster.get(system).selfMember().address();
    InetSocketAddress port =
        new InetSocketAddress(own.getHost().orElseThrow(), own.getPort().orElseThrow());
    Thread.ofVirtual().name("node-port").start(() -> connect(port));
  }

  private static void connect(InetSocketAddress port) {
    try (Socket socket = new Socket()) {
      socket.connect(port, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getInputStream().read();
    } catch (IOException refusedOrTaken) {
      // Then the port accepts no other connection either.
      return;
    }
  }
}
