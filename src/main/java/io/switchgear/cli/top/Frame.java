package io.switchgear.cli.top;

import java.time.Instant;

/**
 * All that is drawn.
 *
 * @param server its address and version
 * @param now by this machine's clock
 */
record Frame(String server, ServerModel board, Controls controls, Link link, Instant now) {

  /** By the server's clock, as the times of the board are. */
  Instant serverNow() {
    return now.plus(board.ahead());
  }
}
