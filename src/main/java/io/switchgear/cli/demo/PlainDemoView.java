package io.switchgear.cli.demo;

import io.switchgear.breaker.BreakerSnapshot;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Prints the demo line by line, for files and pipes. */
record PlainDemoView(PrintWriter out) implements DemoView {

  @Override
  public void start(Pace pace, Supplier<BreakerSnapshot> breaker) {}

  @Override
  public void show(Line line) {
    out.println(line.text());
    out.flush();
  }

  @Override
  public void stop() {}
}
