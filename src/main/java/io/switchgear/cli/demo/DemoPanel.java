package io.switchgear.cli.demo;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.cli.demo.DemoView.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws a breaker: a switch symbol, an indicator for each state, the failure count, and the time
 * until the next probe.
 *
 * @param columns maximum length of a line
 */
record DemoPanel(int columns, boolean colours) {

  private static final int BAR = 24;
  private static final String PLAIN = "\u001b[0m";

  /**
   * @param openTime total seconds of the current or last opening; positive
   * @param retryAfter seconds until the next probe
   */
  List<String> lines(BreakerSnapshot breaker, double openTime, double retryAfter) {
    List<String> lines = new ArrayList<>();
    lines.add(
        coloured(
            breaker.state(),
            "  %s  %s  %s".formatted(breaker.name(), lever(breaker), lamps(breaker))));
    lines.add(
        coloured(
            breaker.state(),
            switch (breaker.state()) {
              case CLOSED -> "  calls are admitted      failures in a row  " + failures(breaker);
              case OPEN ->
                  String.format(
                      Locale.ROOT,
                      "  calls are refused      next probe in %4.1f s  %s",
                      retryAfter,
                      bar(retryAfter / openTime));
              case HALF_OPEN -> "  one probe at a time; enough successes close it";
            }));
    return lines;
  }

  private static String lever(BreakerSnapshot breaker) {
    return switch (breaker.state()) {
      case CLOSED -> "──●━━━━●──";
      case OPEN -> "──●╱   ●──";
      case HALF_OPEN -> "──●━ ━ ●──";
    };
  }

  private static String lamps(BreakerSnapshot breaker) {
    StringBuilder lamps = new StringBuilder();
    for (BreakerState state : BreakerState.values()) {
      lamps
          .append(state == breaker.state() ? "  ◉ " : "  ○ ")
          .append(state.name().replace('_', ' '));
    }
    return lamps.toString();
  }

  private static String failures(BreakerSnapshot breaker) {
    int failed = Math.min(breaker.failureCount(), breaker.failureThreshold());
    return "■".repeat(failed)
        + "□".repeat(breaker.failureThreshold() - failed)
        + "  "
        + failed
        + " of "
        + breaker.failureThreshold();
  }

  private static String bar(double left) {
    int filled = (int) Math.round(Math.clamp(left, 0, 1) * BAR);
    return "█".repeat(filled) + "░".repeat(BAR - filled);
  }

  String line(Line line) {
    String text = cut("  " + line.text());
    return colours
        ? switch (line.kind()) {
          case SUCCEEDED -> "\u001b[32m" + text + PLAIN;
          case FAILED -> "\u001b[31m" + text + PLAIN;
          case REFUSED -> "\u001b[33m" + text + PLAIN;
          case TRANSITION -> "\u001b[1m" + text + PLAIN;
          case REMARK -> text;
        }
        : text;
  }

  private String coloured(BreakerState state, String text) {
    String cut = cut(text);
    return colours
        ? switch (state) {
          case CLOSED -> "\u001b[1;32m" + cut + PLAIN;
          case OPEN -> "\u001b[1;31m" + cut + PLAIN;
          case HALF_OPEN -> "\u001b[1;33m" + cut + PLAIN;
        }
        : cut;
  }

  /** Leaves the last column empty, because some terminals wrap a full line. */
  private String cut(String text) {
    return text.length() < columns ? text : text.substring(0, columns - 1);
  }
}
