package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event of a server's stream.
 *
 * @param id among the events of its node; empty for events that the server does not retain, such as
 *     samples
 * @param node where it happened; empty for what the server says of itself
 * @param at by the server's clock; empty if the event has no time
 * @param json the whole event, with the fields that this version does not know
 */
record ServerEvent(
    OptionalLong id,
    String node,
    String type,
    Optional<Instant> at,
    EventJson facts,
    JsonNode json) {

  private record Envelope(OptionalLong id, String node, String type, Optional<Instant> timestamp) {}

  /** Reads an event. One whose fields have other types is treated as one of unknown type. */
  static ServerEvent of(JsonNode json) {
    try {
      Envelope envelope = ViewMapper.read(json, Envelope.class);
      return new ServerEvent(
          envelope.id(),
          envelope.node(),
          envelope.type(),
          envelope.timestamp(),
          EventJson.read(envelope.type(), json),
          json);
    } catch (IllegalArgumentException otherShape) {
      return new ServerEvent(
          OptionalLong.empty(),
          json.path("node").asText(),
          json.path("type").asText(),
          Optional.empty(),
          new EventJson.Unknown(json.path("tool").asText()),
          json);
    }
  }
}
