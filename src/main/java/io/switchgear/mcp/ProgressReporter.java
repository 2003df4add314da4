package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Progress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Progress reports as notifications: strictly increasing, at a bounded rate, the newest never lost,
 * none after {@link #close}.
 *
 * <p>The rate is held by the generic cell rate algorithm (ITU-T I.371): {@link #BURST} reports at
 * once, then one per {@link #INTERVAL}. A report that has to wait is replaced by a newer one.
 */
final class ProgressReporter implements Progress {

  static final Duration INTERVAL = Duration.ofMillis(100);
  static final int BURST = 4;

  private record Report(double done, double total, String message) {}

  private final JsonNode token;
  private final LongSupplier nanoTime;
  private final Function<Duration, Executor> after;

  private Consumer<McpEvent> listener;
  private Report pending;
  private double last = Double.NEGATIVE_INFINITY;
  private long earliest;
  private boolean flushDue;
  private boolean closed;

  /**
   * @param token the caller's, echoed as it came
   * @param nanoTime monotonic
   * @param after an executor that runs what it is given once the time has passed
   */
  ProgressReporter(JsonNode token, LongSupplier nanoTime, Function<Duration, Executor> after) {
    this.token = token;
    this.nanoTime = nanoTime;
    this.after = after;
    this.earliest = nanoTime.getAsLong();
  }

  @Override
  public synchronized void report(double done, double total, String message) {
    if (closed || !Double.isFinite(done) || done <= last) {
      return;
    }
    last = done;
    pending = new Report(done, total, message);
    sendIfAllowed();
  }

  synchronized void listen(Consumer<McpEvent> notifications) {
    listener = notifications;
    sendIfAllowed();
  }

  /** Sends what waits; the end of the request must not overtake it. */
  synchronized void close() {
    if (!closed) {
      send();
      closed = true;
    }
  }

  private void sendIfAllowed() {
    if (closed || pending == null || listener == null || flushDue) {
      return;
    }
    long now = nanoTime.getAsLong();
    long wait = earliest - (BURST - 1) * INTERVAL.toNanos() - now;
    if (wait <= 0) {
      earliest = (earliest - now > 0 ? earliest : now) + INTERVAL.toNanos();
      send();
    } else {
      flushDue = true;
      after.apply(Duration.ofNanos(wait)).execute(this::flush);
    }
  }

  private synchronized void flush() {
    flushDue = false;
    sendIfAllowed();
  }

  private void send() {
    if (pending == null || listener == null) {
      return;
    }
    ObjectNode params = Json.object();
    params.set("progressToken", token);
    params.put("progress", pending.done());
    if (Double.isFinite(pending.total())) {
      params.put("total", pending.total());
    }
    if (pending.message() != null) {
      params.put("message", pending.message());
    }
    pending = null;
    listener.accept(McpEvent.passing(Encoder.notification("notifications/progress", params)));
  }
}
