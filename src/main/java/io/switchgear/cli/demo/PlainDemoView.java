package io.switchgear.cli.demo;

import io.switchgear.supervisor.BreakerSnapshot;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Tells the story line by line. */
record PlainDemoView(PrintWriter out) implements DemoView {

  @Override
  public void begins(Pace pace, Supplier<BreakerSnapshot> breaker) {}

  @Override
  public void said(Line line) {
    out.println(line.text());
    out.flush();
  }

  @Override
  public void ends() {}
}
