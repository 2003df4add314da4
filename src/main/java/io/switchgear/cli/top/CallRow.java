package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A call that is running or queued.
 *
 * @param targets the first target and the number of others; empty if there are none
 * @param share the completed fraction, 0 to 1; empty if unknown
 */
record CallRow(
    String id,
    String tool,
    String caller,
    Instant startedAt,
    OptionalDouble share,
    String targets,
    String message) {

  /** Reads an element of {@code /api/v1/calls}, or a call event, which has the same fields. */
  static CallRow of(JsonNode call) {
    double total = call.path("total").asDouble();
    return new CallRow(
        Formats.clean(call.path("call_id")),
        Formats.clean(call.path("tool")),
        Formats.clean(call.path("caller")),
        Formats.time(call.has("started_at") ? call.path("started_at") : call.path("timestamp"))
            .orElse(Instant.EPOCH),
        total > 0
            ? OptionalDouble.of(Math.clamp(call.path("done").asDouble() / total, 0, 1))
            : OptionalDouble.empty(),
        targets(call),
        Formats.clean(call.path("message")));
  }

  private static String targets(JsonNode call) {
    int more = call.path("targets_total").asInt() - 1;
    String first = Formats.clean(call.path("targets").path(0));
    return more > 0 ? first + " +" + more : first;
  }
}
