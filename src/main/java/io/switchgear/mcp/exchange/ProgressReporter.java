package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerNotification;
import io.switchgear.tool.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Progress reports as notifications: strictly increasing, at a bounded rate, never silent for long.
 * The newest report is never lost. None is sent after {@link #close}.
 *
 * <p>The rate is limited by the generic cell rate algorithm (ITU-T I.371): {@link #BURST} reports
 * at once, then one per {@link #INTERVAL}. A report that has to wait is replaced by a newer one.
 *
 * <p>Clients give up on a request that sends no progress for a minute, and the protocol allows no
 * value twice. So after {@link #SILENCE} without a notification, one is sent with an estimated
 * value: the last value plus a part of the remaining work. The part gets smaller each time, so the
 * value approaches the total and does not reach it. A report whose value is not above the last one
 * sent is not sent itself. The next notification has its text.
 */
final class ProgressReporter implements Progress {

  static final Duration INTERVAL = Duration.ofMillis(100);
  static final int BURST = 4;

  /** The longest time between two notifications. */
  static final Duration SILENCE = Duration.ofSeconds(5);

  /** Silences in a row after which half of the remaining work is shown as done. */
  private static final int HALF_WAY = 1_000;

  private final JsonNode token;
  private final LongSupplier nanoTime;
  private final Function<Duration, Executor> after;

  private Consumer<McpEvent> listener;

  /** The text of the last report that had one. */
  private String lastText = "under way";

  /** The last reported value that was greater than the value shown. */
  private double reached;

  private double total = Double.NaN;
  private double shown = Double.NEGATIVE_INFINITY;

  /** The text that goes with the value shown; null if there is none. */
  private String message;

  /** How often the value has crept since {@link #reached}. */
  private int crept;

  private boolean pending;
  private long earliest;
  private long lastSent;
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
  public synchronized void report(double done, double outOf, String text) {
    if (closed || !Double.isFinite(done)) {
      return;
    }
    total = Double.isFinite(outOf) ? outOf : Double.NaN;
    lastText = text == null ? lastText : text;
    if (done > shown) {
      reached = done;
      crept = 0;
      show(done, text);
    }
  }

  synchronized void listen(Consumer<McpEvent> notifications) {
    listener = notifications;
    lastSent = nanoTime.getAsLong();
    sendIfAllowed();
    watch(SILENCE);
  }

  /** Sends the waiting report, which must come before the answer. */
  synchronized void close() {
    if (!closed) {
      send();
      closed = true;
    }
  }

  /** Keeps one timer, which may fire late, instead of a new timer for every report. */
  private void watch(Duration silence) {
    if (!closed) {
      after.apply(silence).execute(this::breakSilence);
    }
  }

  private synchronized void breakSilence() {
    if (closed) {
      return;
    }
    Duration silent = Duration.ofNanos(nanoTime.getAsLong() - lastSent);
    if (silent.compareTo(SILENCE) < 0) {
      watch(SILENCE.minus(silent));
      return;
    }
    crept++;
    show(Math.max(creeping(), Math.nextUp(shown)), lastText);
    watch(SILENCE);
  }

  /** Approaches the total by a harmonic series; a double can represent its steps for years. */
  private double creeping() {
    return total > reached
        ? reached + (total - reached) * crept / (crept + HALF_WAY)
        : reached + (double) crept / HALF_WAY;
  }

  private void show(double value, String text) {
    shown = value;
    message = text;
    pending = true;
    sendIfAllowed();
  }

  private void sendIfAllowed() {
    if (closed || !pending || listener == null || flushDue) {
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
    if (!pending || listener == null) {
      return;
    }
    pending = false;
    lastSent = nanoTime.getAsLong();
    listener.accept(
        McpEvent.passing(
            MessageWriter.notification(
                new ServerNotification.Progress(
                    token,
                    shown,
                    // Work that exceeds its total has no known total.
                    total >= shown ? Optional.of(total) : Optional.empty(),
                    Optional.ofNullable(message)))));
  }
}
