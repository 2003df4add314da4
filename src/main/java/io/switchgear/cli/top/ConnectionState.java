package io.switchgear.cli.top;

import java.time.Instant;

/** The state of the connection to the server. Times are by this machine's clock. */
sealed interface ConnectionState {

  record Connected() implements ConnectionState {}

  /**
   * @param since when the last event arrived
   * @param nextTry when the next attempt starts
   */
  record Disconnected(Instant since, String why, Instant nextTry) implements ConnectionState {}
}
