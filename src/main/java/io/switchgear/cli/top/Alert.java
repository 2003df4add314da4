package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A tool's figures are bad. */
record Alert(String name, String tool, String severity, Instant since, String message) {

  static Alert of(JsonNode alert) {
    return new Alert(
        Words.clean(alert.path("name")),
        Words.clean(alert.path("tool")),
        Words.clean(alert.path("severity")),
        Words.time(alert.path("since")).orElse(Instant.EPOCH),
        Words.clean(alert.path("message")));
  }

  String key() {
    return name + " " + tool;
  }
}
