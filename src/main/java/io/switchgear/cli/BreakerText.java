package io.switchgear.cli;

import io.switchgear.tool.Quantity;
import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.DrillJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Breaker states as text for operators. */
final class BreakerText {

  private final Ansi paint;

  BreakerText(Ansi paint) {
    this.paint = paint;
  }

  /** A table with a row per breaker, then a line per active override. */
  String all(BreakerJson.All answer) {
    Collection<BreakerJson> breakers = answer.circuitBreakers().values();
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
    for (BreakerJson breaker : breakers) {
      table.row(
          breaker.name(),
          breaker.state(),
          breaker.mode(),
          failures(breaker),
          "" + breaker.activeCalls(),
          "" + breaker.queuedCalls(),
          retryAfter(breaker),
          FigureText.time(breaker.lastStateChange()));
    }
    StringBuilder out = new StringBuilder(table.painted(paint, "STATE"));
    out.append("\nOverall: ")
        .append(paint.state(FigureText.text(answer.overallHealth())))
        .append('\n');
    breakers.forEach(breaker -> notes(breaker).forEach(note -> out.append(note).append('\n')));
    return out.toString();
  }

  /** One breaker with its counters, transitions and errors. */
  String one(BreakerJson breaker) {
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
            breaker.activeCalls(),
            breaker.queuedCalls(),
            breaker.totalCalls(),
            breaker.successfulCalls(),
            breaker.failedCalls(),
            breaker.rejectedCalls(),
            breaker.cancelledCalls(),
            breaker.ignoredCalls(),
            FigureText.share(breaker.successRate()),
            FigureText.took(breaker.averageLatency()),
            FigureText.time(breaker.lastFailureTime()),
            FigureText.time(breaker.lastSuccessTime())));
    Table history = new Table("TIME", "FROM", "TO", "REASON");
    for (BreakerJson.Transition change : breaker.stateHistory().orElse(List.of())) {
      history.row(
          FigureText.time(Optional.of(change.timestamp())),
          change.fromState(),
          change.toState(),
          change.reason());
    }
    Table errors = new Table("TIME", "CALL", "KIND", "MESSAGE").withWideLastColumn();
    for (BreakerJson.CallError error : breaker.recentErrors().orElse(List.of())) {
      errors.row(
          FigureText.time(Optional.of(error.timestamp())),
          error.callId(),
          error.kind(),
          error.message());
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
  String line(BreakerJson breaker) {
    String state = FigureText.text(breaker.state());
    StringBuilder out =
        new StringBuilder(
            "%s is %s%s\n"
                .formatted(
                    FigureText.text(breaker.name()),
                    paint.state(state, state.replace('_', ' ')),
                    "-".equals(retryAfter(breaker)) ? "" : ", retry after " + retryAfter(breaker)));
    notes(breaker).forEach(note -> out.append(note).append('\n'));
    return out.toString();
  }

  private static List<String> notes(BreakerJson breaker) {
    List<String> notes = new ArrayList<>();
    String name = FigureText.text(breaker.name());
    breaker.override().ifPresent(order -> notes.add(name + ": " + override(order)));
    breaker
        .nodes()
        .filter(BreakerText::isOne)
        .ifPresent(nodes -> notes.add(name + ": ordered for " + nodes(nodes)));
    breaker.storedDetail().ifPresent(why -> notes.add(name + ": " + FigureText.text(why)));
    breaker.drill().ifPresent(drill -> notes.add(name + ": " + drill(drill)));
    return notes;
  }

  private static String override(BreakerJson.StandingOrder order) {
    return "%s by %s%s%s: %s"
        .formatted(
            FigureText.text(order.mode()),
            FigureText.text(order.operator()),
            order.nodes().filter(BreakerText::isOne).map(node -> " for " + nodes(node)).orElse(""),
            order.expires().isPresent() ? " until " + FigureText.time(order.expires()) : "",
            FigureText.text(order.reason()));
  }

  private static boolean isOne(String nodes) {
    return !nodes.equals("all");
  }

  private static String nodes(String nodes) {
    return isOne(nodes) ? "node " + FigureText.text(nodes) : "all nodes";
  }

  /** A description of a drill, without the tool's name. */
  static String drill(DrillJson drill) {
    double delay = drill.delay();
    return "drill by %s, %d of %s left to %s%s: %s"
        .formatted(
            FigureText.text(drill.operator()),
            drill.left(),
            Quantity.of(drill.times(), "call"),
            FigureText.text(drill.fault()),
            delay > 0 ? " by " + delay + " s" : "",
            FigureText.text(drill.reason()));
  }

  private static String failures(BreakerJson breaker) {
    return breaker.failureCount() + " of " + breaker.configuration().currentFailureThreshold();
  }

  /** Only an open breaker has a retry time: a half-open one may admit the next call at once. */
  private static String retryAfter(BreakerJson breaker) {
    double seconds = breaker.retryAfter();
    return !"open".equals(breaker.state()) || seconds <= 0 ? "-" : (long) Math.ceil(seconds) + " s";
  }
}
