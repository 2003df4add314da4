package io.switchgear.cli.top;

import java.time.Instant;

/**
 * The input of one drawing.
 *
 * @param server the server's version and address
 * @param now the current time by this machine's clock
 */
record Frame(
    String server, ServerModel model, Controls controls, ConnectionState link, Instant now) {

  /** The current time by the server's clock, which the model's times use. */
  Instant serverNow() {
    return now.plus(model.ahead());
  }
}
