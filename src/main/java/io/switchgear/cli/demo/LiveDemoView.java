package io.switchgear.cli.demo;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Redraws the panel in place ten times a second, with the last lines of the demo below. */
final class LiveDemoView implements DemoView {

  private static final int LINES = 12;
  private static final long REDRAW_MILLIS = 100;

  private final PrintWriter out;
  private final DemoPanel panel;
  private final Deque<Line> last = new ArrayDeque<>();
  private final ScheduledExecutorService redraws =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("redraw").factory());
  private Pace pace = Pace.NORMAL;
  private Supplier<BreakerSnapshot> breaker;
  private long openEpoch = -1;
  private double openTime = 1;
  private int drawn;

  LiveDemoView(PrintWriter out, int columns, boolean colours) {
    this.out = out;
    this.panel = new DemoPanel(columns, colours);
  }

  @Override
  public synchronized void start(Pace demoPace, Supplier<BreakerSnapshot> demoBreaker) {
    this.pace = demoPace;
    this.breaker = demoBreaker;
    redraws.scheduleAtFixedRate(this::draw, 0, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void show(Line line) {
    last.addLast(line);
    if (last.size() > LINES) {
      last.removeFirst();
    }
    if (breaker != null) {
      draw();
    }
  }

  private synchronized void draw() {
    BreakerSnapshot now = breaker.get();
    double left = pace.nominalSeconds(now.retryAfter());
    if (now.state() == BreakerState.OPEN && now.epoch() != openEpoch) {
      openEpoch = now.epoch();
      openTime = Math.max(0.1, left);
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(panel.lines(now, openTime, left));
    lines.add("");
    last.forEach(line -> lines.add(panel.line(line)));
    StringBuilder picture = new StringBuilder();
    if (drawn > 0) {
      picture.append("\u001b[").append(drawn).append("A\r");
    }
    lines.forEach(line -> picture.append(line).append("\u001b[K\n"));
    picture.append("\u001b[J");
    drawn = lines.size();
    out.print(picture);
    out.flush();
  }

  @Override
  public void stop() {
    redraws.shutdownNow();
    draw();
  }
}
