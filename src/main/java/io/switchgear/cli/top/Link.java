package io.switchgear.cli.top;

import java.time.Instant;

/** Whether the server is heard. Times are of this machine's clock. */
sealed interface Link {

  record Live() implements Link {}

  /**
   * @param since when it was heard last
   * @param nextTry when it is asked again
   */
  record Away(Instant since, String why, Instant nextTry) implements Link {}
}
