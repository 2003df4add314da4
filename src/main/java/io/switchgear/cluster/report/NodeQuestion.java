package io.switchgear.cluster.report;

import io.switchgear.tool.CborSerializable;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** A question of one node to another. Each gets one answer, or none if the node cannot. */
public sealed interface NodeQuestion extends CborSerializable {

  /** The last round of health checks. */
  record GetHealth(ActorRef<Document> replyTo) implements NodeQuestion {}

  /** The running calls. */
  record GetCalls(ActorRef<Document> replyTo) implements NodeQuestion {}

  /** An operator's order to end a call. */
  record CancelCall(String id, String operator, String reason, ActorRef<CallEnd> replyTo)
      implements NodeQuestion {}

  /**
   * @param json the document as the operator API has it, cut to what a message may hold
   */
  record Document(String json) implements CborSerializable {}

  /**
   * @param outcome as the API names it; empty if the node runs no such call
   */
  record CallEnd(Optional<String> outcome) implements CborSerializable {}
}
