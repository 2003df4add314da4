package io.switchgear.cli.top;

import java.time.Instant;
import java.util.List;

/**
 * The input of one drawing.
 *
 * @param server the server's version and address
 * @param nodes of the cluster; empty if the server is alone
 * @param now the current time by this machine's clock
 */
record Frame(
    String server,
    ServerModel model,
    List<NodeRow> nodes,
    Controls controls,
    ConnectionState link,
    Instant now) {

  /** Of a server that is alone. */
  Frame(String server, ServerModel model, Controls controls, ConnectionState link, Instant now) {
    this(server, model, List.of(), controls, link, now);
  }

  /** The current time by the server's clock, which the model's times use. */
  Instant serverNow() {
    return now.plus(model.ahead());
  }
}
