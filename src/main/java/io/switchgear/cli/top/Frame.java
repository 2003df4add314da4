package io.switchgear.cli.top;

import java.time.Instant;

/**
 * All that is drawn.
 *
 * @param server its address and version
 * @param now by this machine's clock
 */
record Frame(
    String server, ServerModel model, Controls controls, ConnectionState link, Instant now) {

  /** By the server's clock, as the times of the model are. */
  Instant serverNow() {
    return now.plus(model.ahead());
  }
}
