package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** An event as one line of text. */
record EventLine(Instant at, Style tone, String subject, String text) {

  /** Empty for events that other parts of the screen show: samples, call starts and successes. */
  static Optional<EventLine> of(JsonNode event, Instant now) {
    Instant at = Formats.time(event.path("timestamp")).orElse(now);
    String tool = Formats.clean(event.path("tool"));
    return switch (event.path("type").asText()) {
      case "sample", "call_progress", "call_started" -> Optional.empty();
      case "breaker_transition" ->
          Optional.of(
              new EventLine(
                  at, Style.ofState(event.path("to_state").asText()), tool, change(event)));
      case "call_ended" ->
          event.path("outcome").asText().equals("success")
              ? Optional.empty()
              : Optional.of(
                  new EventLine(
                      at,
                      Style.WARNING,
                      tool,
                      "%s after %s, called by %s"
                          .formatted(
                              Formats.spaced(text(event, "outcome")),
                              Formats.seconds(event.path("duration").asDouble()),
                              text(event, "caller"))));
      case "health_changed" ->
          Optional.of(
              new EventLine(
                  at,
                  Style.ofHealth(event.path("to_status").asText()),
                  "health",
                  text(event, "to_status") + ", was " + text(event, "from_status")));
      case "drill_changed" ->
          Optional.of(
              new EventLine(
                  at,
                  Style.WARNING,
                  tool,
                  "drill %s: %s, by %s: %s"
                      .formatted(
                          Formats.spaced(text(event, "change")),
                          text(event, "fault"),
                          text(event, "operator"),
                          text(event, "reason"))));
      case "alert" -> {
        boolean firing = event.path("state").asText().equals("firing");
        yield Optional.of(
            new EventLine(
                at,
                firing ? Style.BAD : Style.GOOD,
                tool,
                "alert %s %s: %s"
                    .formatted(text(event, "name"), text(event, "state"), text(event, "message"))));
      }
      case "config" ->
          Optional.of(
              new EventLine(
                  at,
                  event.path("applied").asBoolean() ? Style.PLAIN : Style.WARNING,
                  "configuration",
                  (event.path("applied").asBoolean() ? "reloaded by " : "reload failed, by ")
                      + text(event, "by")));
      case "gap" ->
          Optional.of(
              new EventLine(
                  at,
                  Style.WARNING,
                  "events",
                  event.path("reason").asText().equals("server_restarted")
                      ? "the server was restarted"
                      : event.path("missed").asLong() + " events are no longer available"));
      default ->
          Optional.of(new EventLine(at, Style.PLAIN, tool, Formats.spaced(text(event, "type"))));
    };
  }

  private static String change(JsonNode event) {
    JsonNode metadata = event.path("metadata");
    String reason = Formats.spaced(text(event, "reason"));
    String why =
        metadata.has("operator")
            ? "%s by %s: %s"
                .formatted(reason, text(metadata, "operator"), text(metadata, "operator_reason"))
            : reason;
    String to = text(event, "to_state");
    String from = text(event, "from_state");
    return to.equals(from)
        ? why
        : "%s, was %s: %s".formatted(Formats.spaced(to), Formats.spaced(from), why);
  }

  private static String text(JsonNode event, String field) {
    return Formats.clean(event.path(field));
  }
}
