package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Breakers as an operator reads them. */
final class BreakerText {

  private static final int TEXT_CHARS = 700;
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final boolean colours;

  BreakerText(boolean colours) {
    this.colours = colours;
  }

  /** A line for each, then what operators have done to them. */
  String all(JsonNode answer) {
    List<JsonNode> breakers = answer.path("circuit_breakers").valueStream().toList();
    Table table =
        new Table(
            "NAME",
            "STATE",
            "MODE",
            "FAILURES",
            "IN FLIGHT",
            "WAITING",
            "RETRY AFTER",
            "LAST CHANGE");
    for (JsonNode breaker : breakers) {
      table.row(
          breaker.path("name").asText(),
          breaker.path("state").asText(),
          breaker.path("mode").asText(),
          failures(breaker),
          breaker.path("active_calls").asText(),
          breaker.path("queued_calls").asText(),
          retryAfter(breaker),
          time(breaker.path("last_state_change")));
    }
    List<String> lines = table.toString().lines().toList();
    StringBuilder out = new StringBuilder(lines.getFirst()).append('\n');
    for (int i = 0; i < breakers.size(); i++) {
      out.append(painted(breakers.get(i), lines.get(i + 1))).append('\n');
    }
    out.append("\nOverall: ").append(clean(answer.path("overall_health"))).append('\n');
    breakers.forEach(breaker -> notes(breaker).forEach(note -> out.append(note).append('\n')));
    return out.toString();
  }

  /** One with its past. */
  String one(JsonNode breaker) {
    StringBuilder out = new StringBuilder(line(breaker));
    out.append(
        String.format(
            Locale.ROOT,
            """
            Failures in a row  %s
            In flight          %d, %d waiting
            Calls              %d: %d successful, %d failed, %d rejected, %d cancelled, %d ignored
            Success rate       %.1f %%, %.3f s on average
            Last failure       %s
            Last success       %s
            """,
            failures(breaker),
            breaker.path("active_calls").asLong(),
            breaker.path("queued_calls").asLong(),
            breaker.path("total_calls").asLong(),
            breaker.path("successful_calls").asLong(),
            breaker.path("failed_calls").asLong(),
            breaker.path("rejected_calls").asLong(),
            breaker.path("cancelled_calls").asLong(),
            breaker.path("ignored_calls").asLong(),
            breaker.path("success_rate").asDouble(),
            breaker.path("average_latency").asDouble(),
            time(breaker.path("last_failure_time")),
            time(breaker.path("last_success_time"))));
    Table history = new Table("TIME", "FROM", "TO", "REASON");
    for (JsonNode change : breaker.path("state_history")) {
      history.row(
          time(change.path("timestamp")),
          change.path("from_state").asText(),
          change.path("to_state").asText(),
          change.path("reason").asText());
    }
    Table errors = new Table("TIME", "CALL", "KIND", "MESSAGE");
    for (JsonNode error : breaker.path("recent_errors")) {
      errors.row(
          time(error.path("timestamp")),
          error.path("call_id").asText(),
          error.path("kind").asText(),
          error.path("message").asText());
    }
    append(out, "Transitions", history);
    append(out, "Errors", errors);
    return out.toString();
  }

  private static void append(StringBuilder out, String heading, Table table) {
    if (!table.isEmpty()) {
      out.append('\n').append(heading).append(":\n").append(table);
    }
  }

  /** One in a line, then what operators have done to it. */
  String line(JsonNode breaker) {
    String state =
        "%s is %s%s"
            .formatted(
                clean(breaker.path("name")),
                clean(breaker.path("state")).replace('_', ' '),
                "-".equals(retryAfter(breaker)) ? "" : ", retry after " + retryAfter(breaker));
    StringBuilder out = new StringBuilder(painted(breaker, state)).append('\n');
    notes(breaker).forEach(note -> out.append(note).append('\n'));
    return out.toString();
  }

  private static List<String> notes(JsonNode breaker) {
    List<String> notes = new ArrayList<>();
    String name = clean(breaker.path("name"));
    JsonNode override = breaker.path("override");
    if (override.isObject()) {
      notes.add(
          "%s: %s by %s%s: %s"
              .formatted(
                  name,
                  clean(override.path("mode")),
                  clean(override.path("operator")),
                  override.hasNonNull("expires") ? " until " + time(override.path("expires")) : "",
                  clean(override.path("reason"))));
    }
    if (breaker.path("drill").isObject()) {
      notes.add(name + ": " + drill(breaker.path("drill")));
    }
    return notes;
  }

  /** A drill without its tool's name. */
  static String drill(JsonNode drill) {
    double delay = drill.path("delay").asDouble();
    return "drill by %s, %d of %d calls left to %s%s: %s"
        .formatted(
            clean(drill.path("operator")),
            drill.path("left").asLong(),
            drill.path("times").asLong(),
            clean(drill.path("fault")),
            delay > 0 ? " by " + delay + " s" : "",
            clean(drill.path("reason")));
  }

  private static String failures(JsonNode breaker) {
    return breaker.path("failure_count").asText()
        + " of "
        + breaker.path("configuration").path("current_failure_threshold").asText();
  }

  /** A breaker that is half open lets the next call in, unless a probe is under way. */
  private static String retryAfter(JsonNode breaker) {
    double seconds = breaker.path("retry_after").asDouble();
    return !"open".equals(breaker.path("state").asText()) || seconds <= 0
        ? "-"
        : (long) Math.ceil(seconds) + " s";
  }

  /** To the second. */
  private static String time(JsonNode time) {
    return time.isTextual() ? clean(time).replaceFirst("\\.[0-9]+Z$", "Z") : "-";
  }

  private String painted(JsonNode breaker, String text) {
    if (!colours) {
      return text;
    }
    return switch (breaker.path("state").asText()) {
      case "open" -> RED + text + PLAIN;
      case "half_open" -> YELLOW + text + PLAIN;
      default -> text;
    };
  }

  private static String clean(JsonNode text) {
    return UntrustedText.line(text.asText(), TEXT_CHARS);
  }
}
