package io.switchgear.cluster;

import io.switchgear.config.Settings;
import java.net.BindException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** The actor system of this process: a cluster of one node, which no other node can join. */
public final class Node {

  private Node() {}

  /**
   * Starts the actor system.
   *
   * @throws NodeException if it cannot start, because a key of a library has a bad value or because
   *     there is no loopback interface
   */
  public static <T> ActorSystem<T> start(Behavior<T> guardian, Settings settings) {
    ActorSystem<T> system;
    try {
      system = ActorSystem.create(guardian, "switchgear", settings.actorSystem());
    } catch (RuntimeException refused) {
      throw new NodeException(sentence(refused), refused);
    }
    NodePort.shut(system);
    return system;
  }

  private static String sentence(RuntimeException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "no port on 127.0.0.1 is available (%s); check that the loopback interface is up"
            .formatted(cause.getMessage());
      }
    }
    return "the actor system cannot start (%s); correct or remove the keys below 'pekko' in the configuration"
        .formatted(refused.getMessage());
  }
}
