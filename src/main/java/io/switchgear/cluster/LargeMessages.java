package io.switchgear.cluster;

import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Messages between nodes that may be large: those to the actors that application.conf names in
 * {@code large-message-destinations}.
 */
public final class LargeMessages {

  /** The key for its size, for messages to people. */
  public static final String KEY = "pekko.remote.artery.advanced.maximum-large-frame-size";

  private LargeMessages() {}

  /** Most bytes of such a message. Pekko drops a larger one without telling its sender. */
  public static long mostBytes(ActorSystem<?> system) {
    return system.settings().config().getBytes(KEY);
  }
}
