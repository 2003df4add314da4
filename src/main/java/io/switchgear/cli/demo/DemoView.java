package io.switchgear.cli.demo;

import io.switchgear.breaker.BreakerSnapshot;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Displays the demo. */
public sealed interface DemoView permits PlainDemoView, LiveDemoView {

  /** A view that prints plain lines. */
  static DemoView lines(PrintWriter out) {
    return new PlainDemoView(out);
  }

  /**
   * A view that redraws a panel, with the last lines below it.
   *
   * @param columns width of the terminal; at least 20
   */
  static DemoView live(PrintWriter out, int columns, boolean colours) {
    return new LiveDemoView(out, columns, colours);
  }

  /** Starts the view. The breaker may be read from any thread. */
  void start(Pace pace, Supplier<BreakerSnapshot> breaker);

  /** Shows a line. */
  void show(Line line);

  /** Stops the view. */
  void stop();

  /** A line of the demo. */
  record Line(Kind kind, String text) {}

  /** The kind of a line, which selects its colour. */
  enum Kind {
    SUCCEEDED,
    FAILED,
    REFUSED,
    TRANSITION,
    REMARK
  }
}
