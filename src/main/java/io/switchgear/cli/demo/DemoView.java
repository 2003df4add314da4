package io.switchgear.cli.demo;

import io.switchgear.supervisor.BreakerSnapshot;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Where the demo is seen. */
public sealed interface DemoView permits PlainDemoView, LiveDemoView {

  /** One line after the other, for files and pipes. */
  static DemoView lines(PrintWriter out) {
    return new PlainDemoView(out);
  }

  /**
   * A panel that redraws itself, with the last lines below it.
   *
   * @param columns width of the terminal; at least 20
   */
  static DemoView live(PrintWriter out, int columns, boolean colours) {
    return new LiveDemoView(out, columns, colours);
  }

  /** The demo begins; the breaker can be looked at from now on, from any thread. */
  void begins(Pace pace, Supplier<BreakerSnapshot> breaker);

  /** Something happened. */
  void said(Line line);

  /** The demo is over. */
  void ends();

  /** A line of the story. */
  record Line(Kind kind, String text) {}

  /** What a line is about. */
  enum Kind {
    WELL,
    FAILED,
    REFUSED,
    TURNED,
    REMARK
  }
}
