package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** An event as a sentence. */
record Entry(Instant at, Tone tone, String subject, String text) {

  /** Empty for what is seen elsewhere: calls that begin, and those that end well. */
  static Optional<Entry> of(JsonNode event, Instant now) {
    Instant at = Words.time(event.path("timestamp")).orElse(now);
    String tool = Words.clean(event.path("tool"));
    return switch (event.path("type").asText()) {
      case "sample", "call_progress", "call_started" -> Optional.empty();
      case "breaker_transition" ->
          Optional.of(
              new Entry(at, Tone.ofState(event.path("to_state").asText()), tool, change(event)));
      case "call_ended" ->
          event.path("outcome").asText().equals("success")
              ? Optional.empty()
              : Optional.of(
                  new Entry(
                      at,
                      Tone.WARNING,
                      tool,
                      "%s after %s, called by %s"
                          .formatted(
                              Words.spaced(text(event, "outcome")),
                              Words.seconds(event.path("duration").asDouble()),
                              text(event, "caller"))));
      case "health_changed" ->
          Optional.of(
              new Entry(
                  at,
                  Tone.ofHealth(event.path("to_status").asText()),
                  "health",
                  text(event, "to_status") + ", was " + text(event, "from_status")));
      case "drill_changed" ->
          Optional.of(
              new Entry(
                  at,
                  Tone.WARNING,
                  tool,
                  "drill %s: %s, by %s: %s"
                      .formatted(
                          Words.spaced(text(event, "change")),
                          text(event, "fault"),
                          text(event, "operator"),
                          text(event, "reason"))));
      case "alert" -> {
        boolean firing = event.path("state").asText().equals("firing");
        yield Optional.of(
            new Entry(
                at,
                firing ? Tone.BAD : Tone.GOOD,
                tool,
                "alert %s %s: %s"
                    .formatted(text(event, "name"), text(event, "state"), text(event, "message"))));
      }
      case "config" ->
          Optional.of(
              new Entry(
                  at,
                  event.path("applied").asBoolean() ? Tone.PLAIN : Tone.WARNING,
                  "configuration",
                  (event.path("applied").asBoolean() ? "read anew, by " : "refused, by ")
                      + text(event, "by")));
      case "gap" ->
          Optional.of(
              new Entry(
                  at,
                  Tone.WARNING,
                  "events",
                  event.path("reason").asText().equals("server_restarted")
                      ? "the server was started anew"
                      : event.path("missed").asLong() + " are no longer kept"));
      default -> Optional.of(new Entry(at, Tone.PLAIN, tool, Words.spaced(text(event, "type"))));
    };
  }

  private static String change(JsonNode event) {
    JsonNode metadata = event.path("metadata");
    String reason = Words.spaced(text(event, "reason"));
    String why =
        metadata.has("operator")
            ? "%s by %s: %s"
                .formatted(reason, text(metadata, "operator"), text(metadata, "operator_reason"))
            : reason;
    String to = text(event, "to_state");
    String from = text(event, "from_state");
    return to.equals(from)
        ? why
        : "%s, was %s: %s".formatted(Words.spaced(to), Words.spaced(from), why);
  }

  private static String text(JsonNode event, String field) {
    return Words.clean(event.path(field));
  }
}
