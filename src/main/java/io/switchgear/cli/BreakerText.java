package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Breaker states as text for operators. */
final class BreakerText {

  private final Ansi paint;

  BreakerText(Ansi paint) {
    this.paint = paint;
  }

  /** A table with a row per breaker, then a line per active override. */
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
          FigureText.time(breaker.path("last_state_change")));
    }
    StringBuilder out = new StringBuilder(table.painted(paint, "STATE"));
    out.append("\nOverall: ")
        .append(paint.state(FigureText.text(answer.path("overall_health"))))
        .append('\n');
    breakers.forEach(breaker -> notes(breaker).forEach(note -> out.append(note).append('\n')));
    return out.toString();
  }

  /** One breaker with its counters, transitions and errors. */
  String one(JsonNode breaker) {
    StringBuilder out = new StringBuilder(line(breaker));
    out.append(
        String.format(
            Locale.ROOT,
            """
            Failures in a row  %s
            In flight          %d, %d waiting
            Calls              %d: %d successful, %d failed, %d rejected, %d cancelled, %d ignored
            Success rate       %s, %s on average
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
            FigureText.share(breaker.path("success_rate")),
            FigureText.took(breaker.path("average_latency")),
            FigureText.time(breaker.path("last_failure_time")),
            FigureText.time(breaker.path("last_success_time"))));
    Table history = new Table("TIME", "FROM", "TO", "REASON");
    for (JsonNode change : breaker.path("state_history")) {
      history.row(
          FigureText.time(change.path("timestamp")),
          change.path("from_state").asText(),
          change.path("to_state").asText(),
          change.path("reason").asText());
    }
    Table errors = new Table("TIME", "CALL", "KIND", "MESSAGE").withWideLastColumn();
    for (JsonNode error : breaker.path("recent_errors")) {
      errors.row(
          FigureText.time(error.path("timestamp")),
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

  /** One breaker on one line, then a line per active override. */
  String line(JsonNode breaker) {
    String state = FigureText.text(breaker.path("state"));
    StringBuilder out =
        new StringBuilder(
            "%s is %s%s\n"
                .formatted(
                    FigureText.text(breaker.path("name")),
                    paint.state(state, state.replace('_', ' ')),
                    "-".equals(retryAfter(breaker)) ? "" : ", retry after " + retryAfter(breaker)));
    notes(breaker).forEach(note -> out.append(note).append('\n'));
    return out.toString();
  }

  private static List<String> notes(JsonNode breaker) {
    List<String> notes = new ArrayList<>();
    String name = FigureText.text(breaker.path("name"));
    JsonNode override = breaker.path("override");
    if (override.isObject()) {
      notes.add(
          "%s: %s by %s%s: %s"
              .formatted(
                  name,
                  FigureText.text(override.path("mode")),
                  FigureText.text(override.path("operator")),
                  override.hasNonNull("expires")
                      ? " until " + FigureText.time(override.path("expires"))
                      : "",
                  FigureText.text(override.path("reason"))));
    }
    if (breaker.hasNonNull("stored_detail")) {
      notes.add(name + ": " + FigureText.text(breaker.path("stored_detail")));
    }
    if (breaker.path("drill").isObject()) {
      notes.add(name + ": " + drill(breaker.path("drill")));
    }
    return notes;
  }

  /** A description of a drill, without the tool's name. */
  static String drill(JsonNode drill) {
    double delay = drill.path("delay").asDouble();
    return "drill by %s, %d of %s left to %s%s: %s"
        .formatted(
            FigureText.text(drill.path("operator")),
            drill.path("left").asLong(),
            Quantity.of(drill.path("times").asLong(), "call"),
            FigureText.text(drill.path("fault")),
            delay > 0 ? " by " + delay + " s" : "",
            FigureText.text(drill.path("reason")));
  }

  private static String failures(JsonNode breaker) {
    return breaker.path("failure_count").asText()
        + " of "
        + breaker.path("configuration").path("current_failure_threshold").asText();
  }

  /** Only an open breaker has a retry time: a half-open one may admit the next call at once. */
  private static String retryAfter(JsonNode breaker) {
    double seconds = breaker.path("retry_after").asDouble();
    return !"open".equals(breaker.path("state").asText()) || seconds <= 0
        ? "-"
        : (long) Math.ceil(seconds) + " s";
  }
}
