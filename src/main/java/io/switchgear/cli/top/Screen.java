package io.switchgear.cli.top;

import io.switchgear.cli.top.Palette.Line;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jline.utils.AttributedString;

/** Draws a frame as lines of text. */
final class Screen {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private static final List<String> KEYS =
      List.of(
          "up, down, j, k   select a tool        /   filter by name; Esc clears the filter",
          "s                sort by the next column",
          "?                this help            q   quit (also Ctrl-C)",
          "",
          "Orders to the selected tool's breaker; each asks for a reason and a confirmation:",
          "  o  open once: refuse calls now, then recover as after failures",
          "  c  close now: admit calls at once, without a probe",
          "  r  reset: close it and clear its counters",
          "  h  hold open: refuse every call until lifted or expired",
          "  d  disable: admit every call and count nothing, until lifted or expired",
          "  a  auto: lift the override; a breaker that was held open then needs a probe",
          "  x  cancel the tool's longest running call; its caller is told why");

  private static final String ORDERS =
      "o open  c close  h hold open  a auto  r reset  d disable  x cancel  / filter  s sort  ? help"
          + "  q quit";

  /** Maximum rows of the calls section if the tools table needs the rest of the screen. */
  private static final int CALL_ROWS = 4;

  private static final int ALERT_ROWS = 3;
  private static final int EVENT_ROWS = 5;
  private static final int BAR = 12;

  private final Palette paint;
  private final ToolTable table;
  private final JobPanel jobs;
  private final NodePanel nodes;
  private final ZoneId zone;

  Screen(Palette paint, ZoneId zone) {
    this.paint = paint;
    this.table = new ToolTable(paint);
    this.jobs = new JobPanel(paint);
    this.nodes = new NodePanel(paint);
    this.zone = zone;
  }

  /**
   * @param rows of the terminal; the result has exactly this number of lines
   */
  List<AttributedString> draw(Frame frame, int columns, int rows) {
    List<AttributedString> lines = new ArrayList<>(header(frame, columns));
    List<AttributedString> bottom = bottom(frame, columns);
    int above = Math.max(0, rows - bottom.size());
    int body = above - lines.size();
    if (frame.controls().mode() instanceof Controls.Helping) {
      lines.add(AttributedString.EMPTY);
      KEYS.forEach(key -> lines.add(paint.line().add(" " + key).cut(columns)));
    } else if (body > 0) {
      lines.addAll(body(frame, columns, body));
    }
    while (lines.size() < above) {
      lines.add(AttributedString.EMPTY);
    }
    List<AttributedString> all = new ArrayList<>(lines.subList(0, above));
    all.addAll(bottom.subList(0, Math.min(rows, bottom.size())));
    return all;
  }

  private List<AttributedString> header(Frame frame, int columns) {
    ServerModel model = frame.model();
    Line first = paint.line().add(Style.TITLE, " " + frame.server());
    first.add("  up " + Formats.span(Duration.between(model.since(), frame.serverNow())));
    if (!model.caller().isAnonymous()) {
      first
          .add(Style.DIM, "  as ")
          .add(model.caller().name() + (model.caller().mayOrder() ? "" : ", read-only"));
    }
    Line second = paint.line().add(Style.DIM, " calls/s ").add(Formats.rate(model.rate()));
    second.add(Style.DIM, "  errors ").add(Formats.share(model.failureShare()));
    second.add(Style.DIM, "  closed ").add("" + model.count("closed"));
    long open = model.count("open");
    long half = model.count("half_open");
    second.add(Style.DIM, "  half open ").add(half > 0 ? Style.WARNING : Style.PLAIN, "" + half);
    second.add(Style.DIM, "  open ").add(open > 0 ? Style.BAD : Style.PLAIN, "" + open);
    Line third = paint.line().add(Style.DIM, " health ");
    model.health().ifPresent(health -> health(third, health));
    List<AttributedString> lines = new ArrayList<>();
    for (Line line : List.of(first, second, third)) {
      lines.add(line.cut(columns));
    }
    lines.add(link(frame, columns));
    return lines;
  }

  private static void health(Line line, Health health) {
    line.add(Style.ofHealth(health.status()), health.status());
    health
        .worst()
        .ifPresent(
            worst -> {
              line.add(Style.DIM, "  worst ").add(Style.ofHealth(worst.status()), worst.name());
              line.add(" " + worst.message());
            });
  }

  private AttributedString link(Frame frame, int columns) {
    return switch (frame.link()) {
      case ConnectionState.Connected live -> AttributedString.EMPTY;
      case ConnectionState.Disconnected away ->
          paint
              .line()
              .add(
                  Style.ALARM,
                  " No connection to the server since %s; the data is from then. Next attempt in %s. "
                      .formatted(
                          CLOCK.format(away.since().atZone(zone)),
                          Formats.countdown(Duration.between(frame.now(), away.nextTry()))))
              .add(" " + away.why())
              .cut(columns);
    };
  }

  private List<AttributedString> body(Frame frame, int columns, int rows) {
    ServerModel model = frame.model();
    List<BreakerRow> shown = frame.controls().shown(model);
    int below =
        section(frame.nodes().size(), NodePanel.ROWS)
            + section(model.jobs().size(), JobPanel.ROWS)
            + section(model.calls().size(), CALL_ROWS)
            + section(model.alerts().size(), ALERT_ROWS)
            + section(model.entries().size(), EVENT_ROWS);
    int forTools = Math.min(shown.size() + 1, Math.max(rows - below, (rows + 1) / 2));
    List<AttributedString> lines = new ArrayList<>();
    lines.addAll(table.draw(frame, shown, columns, forTools));
    lines.addAll(nodes.draw(frame.nodes(), columns, rows - lines.size()));
    lines.addAll(jobs.draw(model.jobs().values(), columns, rows - lines.size()));
    lines.addAll(calls(frame, columns, rows - lines.size()));
    lines.addAll(alerts(frame, columns, rows - lines.size()));
    lines.addAll(entries(frame, columns, rows - lines.size()));
    return lines.subList(0, Math.min(lines.size(), rows));
  }

  /** The rows of a section, with a blank line and a title. */
  private static int section(int wanted, int most) {
    return wanted == 0 ? 0 : 2 + Math.min(wanted, most);
  }

  private List<AttributedString> calls(Frame frame, int columns, int rows) {
    SortedMap<String, CallRow> calls = frame.model().calls();
    if (calls.isEmpty() || rows < 3) {
      return List.of();
    }
    List<AttributedString> lines = titled("RUNNING CALLS", calls.size(), CALL_ROWS, columns);
    calls.values().stream()
        .sorted(Comparator.comparing(CallRow::startedAt).thenComparing(CallRow::id))
        .limit(Math.min(CALL_ROWS, rows - 2))
        .forEach(call -> lines.add(call(call, frame, columns)));
    return lines;
  }

  private AttributedString call(CallRow call, Frame frame, int columns) {
    Duration running = Duration.between(call.startedAt(), frame.serverNow());
    String bar = "";
    String share = "";
    if (call.share().isPresent()) {
      int full = (int) Math.round(call.share().getAsDouble() * BAR);
      bar = "#".repeat(full) + ".".repeat(BAR - full);
      share = Formats.share(call.share());
    }
    return paint
        .line()
        .add(" ")
        .left(Style.PLAIN, call.tool(), 20)
        .left(Style.DIM, call.caller(), 16)
        .right(Style.PLAIN, Formats.span(running), 9)
        .left(Style.GOOD, bar, BAR)
        .right(Style.PLAIN, share, 6)
        .add(call.targets().isEmpty() ? call.message() : call.targets() + "  " + call.message())
        .cut(columns);
  }

  private List<AttributedString> alerts(Frame frame, int columns, int rows) {
    SortedMap<String, AlertRow> alerts = frame.model().alerts();
    if (alerts.isEmpty() || rows < 3) {
      return List.of();
    }
    List<AttributedString> lines = titled("FIRING ALERTS", alerts.size(), ALERT_ROWS, columns);
    alerts.values().stream()
        .limit(Math.min(ALERT_ROWS, rows - 2))
        .forEach(
            alert ->
                lines.add(
                    paint
                        .line()
                        .add(" ")
                        .left(Style.BAD, alert.severity(), 8)
                        .left(Style.PLAIN, alert.name(), 20)
                        .left(Style.PLAIN, alert.tool(), 16)
                        .add(
                            Formats.span(Duration.between(alert.since(), frame.serverNow()))
                                + "  "
                                + alert.message())
                        .cut(columns)));
    return lines;
  }

  /** The events, newest first. */
  private List<AttributedString> entries(Frame frame, int columns, int rows) {
    List<EventLine> entries = frame.model().entries().reversed();
    if (entries.isEmpty() || rows < 3) {
      return List.of();
    }
    List<AttributedString> lines = titled("EVENTS", 0, EVENT_ROWS, columns);
    entries.stream()
        .limit(rows - 2)
        .forEach(
            entry ->
                lines.add(
                    paint
                        .line()
                        .add(Style.DIM, " " + CLOCK.format(entry.at().atZone(zone)) + "  ")
                        .left(entry.tone(), entry.subject(), 20)
                        .add(entry.text())
                        .cut(columns)));
    return lines;
  }

  private List<AttributedString> titled(String title, int all, int most, int columns) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(AttributedString.EMPTY);
    String more = all > most ? " (%d of %d)".formatted(most, all) : "";
    lines.add(paint.line().add(Style.TITLE, " " + title).add(Style.DIM, more).cut(columns));
    return lines;
  }

  /** The bottom lines: a prompt or message is wrapped, the list of keys is cut. */
  private List<AttributedString> bottom(Frame frame, int columns) {
    Controls controls = frame.controls();
    Line line = paint.line().add(" ");
    Optional<String> prompt = prompt(controls);
    prompt.ifPresent(text -> line.add(Style.TITLE, text).add(Style.CHOSEN, " ").add("  "));
    if (!controls.message().text().isEmpty()) {
      line.add(controls.message().tone(), controls.message().text());
    } else if (prompt.isEmpty()) {
      String keys =
          controls.mode() instanceof Controls.Helping ? "press any key to go back" : ORDERS;
      return List.of(line.add(Style.DIM, keys).cut(columns));
    }
    return line.wrapped(columns);
  }

  private static Optional<String> prompt(Controls controls) {
    return switch (controls.mode()) {
      case Controls.Watching watching -> Optional.empty();
      case Controls.Helping helping -> Optional.empty();
      case Controls.Filtering filtering ->
          Optional.of("Filter: " + Formats.clean(controls.filter()));
      case Controls.AskingReason asking ->
          Optional.of(asking.order().label() + ", reason: " + Formats.clean(asking.typed()));
      case Controls.AskingDuration asking ->
          Optional.of(
              asking.order().label()
                  + ", for how long, such as 10m (empty: until lifted): "
                  + Formats.clean(asking.typed()));
      case Controls.Confirming confirming -> Optional.of(question(confirming.order()));
    };
  }

  private static String question(OrderForm order) {
    String duration =
        order.duration().isEmpty()
            ? order.action().isOverride() ? " until lifted" : ""
            : " for " + Formats.clean(order.duration());
    return "%s%s, reason '%s'? (y/n) "
        .formatted(order.label(), duration, Formats.clean(order.reason()));
  }
}
