package io.switchgear.cluster.remote;

import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.LogLevel;
import java.util.OptionalDouble;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages to the node whose client made a call, about that call. */
sealed interface ToCaller extends Hop.Command, CborSerializable {

  /**
   * The call has arrived, or a part of it.
   *
   * @param runner the actor that runs it
   * @param from position of the piece that is wanted next; the call's length if it has all
   */
  record Taken(ActorRef<ToRunner.OfCall> runner, int from) implements ToCaller {}

  /**
   * A report of progress.
   *
   * @param total empty if unknown
   */
  record Reported(double done, OptionalDouble total, String message) implements ToCaller {}

  /** A log message for the client. */
  record Logged(LogLevel level, String logger, String message) implements ToCaller {}

  /**
   * A piece of the outcome.
   *
   * @param leaving whether the node that ran the call is leaving the cluster
   */
  record Answer(Piece outcome, boolean leaving) implements ToCaller {}

  /** The call runs. Answers {@link ToRunner.Ping}. */
  enum Alive implements ToCaller {
    ALIVE
  }

  /** The actor of the call has ended without an answer. */
  enum Broken implements ToCaller {
    BROKEN
  }
}
