package io.switchgear.cli.top;

import io.switchgear.cli.top.Palette.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;

/** Draws the nodes of a cluster, with the breakers that are not closed on each. */
final class NodePanel {

  /** Maximum rows if the tools table needs the rest of the screen. */
  static final int ROWS = 5;

  private static final int NAME = 16;
  private static final int STANDING = 11;

  private final Palette paint;

  NodePanel(Palette paint) {
    this.paint = paint;
  }

  /**
   * @param rows including the blank line and the heading
   */
  List<AttributedString> draw(List<NodeRow> nodes, int columns, int rows) {
    if (nodes.isEmpty() || rows < 3) {
      return List.of();
    }
    int shown = Math.min(Math.min(nodes.size(), ROWS), rows - 2);
    String title =
        "NODES" + (nodes.size() > shown ? " (%d of %d)".formatted(shown, nodes.size()) : "");
    List<AttributedString> lines = new ArrayList<>();
    lines.add(AttributedString.EMPTY);
    lines.add(
        paint
            .line()
            .add(" ")
            .left(Style.TITLE, title, NAME)
            .left(Style.TITLE, "HEALTH", STANDING)
            .right(Style.TITLE, "CALLS", 5)
            .right(Style.TITLE, "JOBS", 5)
            .right(Style.TITLE, "BLOCKS", 6)
            .cut(columns));
    nodes.stream().limit(shown).forEach(node -> lines.add(row(node, columns)));
    return lines;
  }

  private AttributedString row(NodeRow node, int columns) {
    Style style = node.stale() ? Style.DIM : Style.PLAIN;
    Line line =
        paint
            .line()
            .add(" ")
            .left(style, node.name(), NAME)
            .left(
                node.standing().equals("unreachable") ? Style.BAD : Style.ofHealth(node.standing()),
                node.standing(),
                STANDING)
            .right(style, node.calls().map(Object::toString).orElse("-"), 5)
            .right(style, node.jobs().map(Object::toString).orElse("-"), 5)
            .right(style, node.blocks().map(Object::toString).orElse("-"), 6);
    return line.add(
            node.trouble().isEmpty() && !node.stale() ? Style.DIM : Style.WARNING, remark(node))
        .cut(columns);
  }

  private static String remark(NodeRow node) {
    String age =
        !node.stale()
            ? ""
            : node.age().isPresent()
                ? "as of %s ago"
                    .formatted(Formats.span(Duration.ofSeconds((long) node.age().getAsDouble())))
                : "never heard";
    return Stream.of(age, String.join(", ", node.trouble()), node.marks())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
