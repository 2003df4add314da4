package io.switchgear.cluster.members;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A member, and its actor of one kind.
 *
 * @param actor empty while this node has not heard of it
 * @param <T> the actor's messages
 */
public record Peer<T>(NodeView node, Optional<ActorRef<T>> actor) {}
