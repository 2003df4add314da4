package io.switchgear.cluster.remote;

import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.ToolRun.StopReason;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages to the node that runs a call. */
sealed interface ToRunner extends CborSerializable {

  /**
   * A call to run, for {@link RemoteCalls}, which answers with {@link ToCaller.Taken}.
   *
   * @param from name of the node whose client made the call
   * @param call first piece of the call
   */
  record Offer(String from, Piece call, ActorRef<ToCaller> caller) implements ToRunner {}

  /** Messages to the actor of one call. */
  sealed interface OfCall extends ToRunner {}

  /** The next piece of the call. */
  record Next(Piece call) implements OfCall {}

  /**
   * The caller has all of the answer before that position and wants the rest.
   *
   * @param from at least 0; the length of the answer once all of it has arrived
   */
  record Pull(int from) implements OfCall {}

  /**
   * Asks whether the call is there. What the caller lacks is sent again: the answer, or the wish
   * for the rest of the call; else the answer is {@link ToCaller.Alive}.
   *
   * @param from as in {@link Pull}
   */
  record Ping(int from) implements OfCall {}

  /** The run is to be stopped. */
  record Stop(StopReason reason) implements OfCall {}
}
