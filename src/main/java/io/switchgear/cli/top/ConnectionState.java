package io.switchgear.cli.top;

import java.time.Instant;

/** Whether the server is heard. Times are of this machine's clock. */
sealed interface ConnectionState {

  record Connected() implements ConnectionState {}

  /**
   * @param since when it was heard last
   * @param nextTry when it is asked again
   */
  record Disconnected(Instant since, String why, Instant nextTry) implements ConnectionState {}
}
