package io.switchgear.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.config.Settings;
import io.switchgear.config.ShutdownSettings;
import java.net.BindException;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** The actor system of this process, a cluster of one that no other can join. */
final class Node {

  /** For calls that are cancelled at the end of the shutdown's grace. */
  private static final Duration CANCEL_GRACE = Duration.ofSeconds(5);

  private Node() {}

  /**
   * @throws StartupException if it cannot start, as the libraries' keys are wrong or there is no
   *     loopback interface
   */
  static <T> ActorSystem<T> start(Behavior<T> guardian, Settings settings) {
    ActorSystem<T> system;
    try {
      system = ActorSystem.create(guardian, "switchgear", config(settings));
    } catch (RuntimeException refused) {
      throw new StartupException(sentence(refused), refused);
    }
    NodePort.shut(system);
    return system;
  }

  private static String sentence(RuntimeException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "no port on 127.0.0.1 can be had (%s); see that the loopback interface is up"
            .formatted(cause.getMessage());
      }
    }
    return "the actors cannot start (%s); correct the keys below 'pekko' in the configuration, or leave them out"
        .formatted(refused.getMessage());
  }

  /** The phases that wait for somebody last as long as the settings grant. */
  private static Config config(Settings settings) {
    ShutdownSettings shutdown = settings.shutdown();
    return settings
        .system()
        .withValue(
            "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
            ConfigValueFactory.fromAnyRef(shutdown.announce().plus(CANCEL_GRACE)))
        .withValue(
            "pekko.coordinated-shutdown.phases.service-requests-done.timeout",
            ConfigValueFactory.fromAnyRef(shutdown.grace().plus(CANCEL_GRACE)));
  }
}
