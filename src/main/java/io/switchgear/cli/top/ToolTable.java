package io.switchgear.cli.top;

import io.switchgear.cli.top.Palette.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;

/** The tools as rows. Columns that do not fit are left out; rows that do not fit scroll. */
final class ToolTable {

  private static final int MIN_WHY_WIDTH = 16;
  private static final int MAX_NAME_WIDTH = 24;

  /** The columns, in screen order. */
  private enum Column {
    STATE("STATE", 13),
    RETRY("RETRY", 8),
    RATE("CALLS/S", 7),
    FAILED("FAILED", 6),
    P95("P95", 8),
    RUNNING("RUNNING", 7),
    QUEUED("QUEUED", 6);

    private final String heading;
    private final int width;

    Column(String heading, int width) {
      this.heading = heading;
      this.width = width;
    }
  }

  /** The order in which columns are left out when the terminal is narrow. */
  private static final List<Column> REMOVAL_ORDER =
      List.of(Column.QUEUED, Column.P95, Column.RUNNING, Column.RATE, Column.FAILED, Column.RETRY);

  private final Palette paint;

  ToolTable(Palette paint) {
    this.paint = paint;
  }

  /**
   * @param rows including the heading
   */
  List<AttributedString> draw(Frame frame, List<BreakerRow> shown, int columns, int rows) {
    int nameWidth =
        Math.min(
            MAX_NAME_WIDTH,
            shown.stream().mapToInt(each -> Palette.width(each.name())).max().orElse(4));
    nameWidth = Math.max(nameWidth, 4);
    Set<Column> fitting = fitting(columns - nameWidth - Palette.GAP - 1);
    int room = Math.max(1, rows - 1);
    int position = frame.controls().position(shown);
    int from = Math.clamp(position - (long) room / 2, 0, Math.max(0, shown.size() - room));
    int to = Math.min(shown.size(), from + room);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(heading(frame, shown, fitting, nameWidth, from, to, columns));
    for (int i = from; i < to; i++) {
      Line row = row(shown.get(i), frame, fitting, nameWidth);
      lines.add(i == position ? row.chosen(columns) : row.cut(columns));
    }
    return lines;
  }

  private static Set<Column> fitting(int room) {
    Set<Column> fitting = EnumSet.allOf(Column.class);
    for (Column leaving : REMOVAL_ORDER) {
      int taken = fitting.stream().mapToInt(column -> column.width + Palette.GAP).sum();
      if (taken + MIN_WHY_WIDTH <= room) {
        break;
      }
      fitting.remove(leaving);
    }
    return fitting;
  }

  private AttributedString heading(
      Frame frame,
      List<BreakerRow> shown,
      Set<Column> fitting,
      int nameWidth,
      int from,
      int to,
      int columns) {
    Line line = paint.line().add(" ").left(Style.TITLE, "TOOL", nameWidth);
    for (Column column : fitting) {
      if (column == Column.STATE) {
        line.left(Style.TITLE, column.heading, column.width);
      } else {
        line.right(Style.TITLE, column.heading, column.width);
      }
    }
    line.add(Style.TITLE, "WHY");
    int all = frame.model().breakers().size();
    if (to - from < all) {
      String filtered = shown.size() < all ? "/" + all : "";
      line.add(Style.DIM, "  %d-%d of %d%s".formatted(from + 1, to, shown.size(), filtered));
    }
    return line.cut(columns);
  }

  private Line row(BreakerRow breaker, Frame frame, Set<Column> fitting, int nameWidth) {
    Line line = paint.line().add(" ").left(Style.PLAIN, breaker.name(), nameWidth);
    for (Column column : fitting) {
      cell(line, column, breaker, frame);
    }
    return line.add(why(breaker, frame));
  }

  private static void cell(Line line, Column column, BreakerRow breaker, Frame frame) {
    BreakerRow.Figures figures = breaker.figures();
    switch (column) {
      case STATE ->
          line.left(
              Style.ofState(breaker.status().state()),
              lamp(breaker) + " " + breaker.word(),
              column.width);
      case RETRY -> line.right(Style.PLAIN, retry(breaker, frame), column.width);
      case RATE -> line.right(Style.PLAIN, Formats.rate(figures.rate()), column.width);
      case FAILED ->
          line.right(
              figures.failureShare().orElse(0) > 0 ? Style.WARNING : Style.PLAIN,
              Formats.share(figures.failureShare()),
              column.width);
      case P95 ->
          line.right(
              Style.PLAIN,
              figures.p95().isPresent() ? Formats.seconds(figures.p95().getAsDouble()) : "-",
              column.width);
      case RUNNING -> line.right(Style.PLAIN, "" + figures.inFlight(), column.width);
      case QUEUED -> line.right(Style.PLAIN, "" + figures.queued(), column.width);
    }
  }

  private static String lamp(BreakerRow breaker) {
    return switch (breaker.status().state()) {
      case "closed" -> "●";
      case "half_open" -> "◐";
      case "open" -> "○";
      default -> "?";
    };
  }

  private static String retry(BreakerRow breaker, Frame frame) {
    if (!breaker.status().state().equals("open") || breaker.hasOverride()) {
      return "";
    }
    return breaker
        .status()
        .retryAt()
        .map(at -> Duration.between(frame.serverNow(), at))
        .filter(Duration::isPositive)
        .map(Formats::countdown)
        .orElse("now");
  }

  private static String why(BreakerRow breaker, Frame frame) {
    StringBuilder why = new StringBuilder();
    if (breaker.hasOverride()) {
      why.append(breaker.status().why());
      breaker
          .status()
          .expires()
          .ifPresent(
              at ->
                  why.append("; ")
                      .append(Formats.countdown(Duration.between(frame.serverNow(), at)))
                      .append(" left"));
    } else if (!breaker.status().state().equals("closed")) {
      why.append(breaker.status().why());
    } else {
      why.append(breaker.unavailable());
    }
    if (!breaker.drill().isEmpty()) {
      why.append(why.isEmpty() ? "" : "; ").append("drill: ").append(breaker.drill());
    }
    return why.toString();
  }
}
