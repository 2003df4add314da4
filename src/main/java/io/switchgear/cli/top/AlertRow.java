package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A firing alert. */
record AlertRow(String name, String tool, String severity, Instant since, String message) {

  static AlertRow of(JsonNode alert) {
    return new AlertRow(
        Formats.clean(alert.path("name")),
        Formats.clean(alert.path("tool")),
        Formats.clean(alert.path("severity")),
        Formats.time(alert.path("since")).orElse(Instant.EPOCH),
        Formats.clean(alert.path("message")));
  }

  String key() {
    return name + " " + tool;
  }
}
