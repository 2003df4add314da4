package io.switchgear.cli;

import io.switchgear.tool.Progress;
import io.switchgear.tool.UntrustedText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a call: a bar that redraws itself on a terminal, otherwise a line every few
 * seconds.
 */
final class ProgressBar implements Progress {

  /** Minimum time between redraws: ten a second look smooth. */
  private static final long REDRAW_NANOS = 100_000_000L;

  /** Minimum time between lines in output that is not a terminal. */
  private static final long LINE_NANOS = 5_000_000_000L;

  private static final int BAR = 24;
  private static final int MESSAGE_CHARS = 200;

  private final PrintWriter err;
  private final int columns;
  private final LongSupplier nanoTime;
  private final long started;
  private long last;
  private boolean drawn;
  private boolean ended;

  /**
   * @param columns width of the terminal; 0 to print plain lines
   */
  ProgressBar(PrintWriter err, int columns, LongSupplier nanoTime) {
    this.err = err;
    this.columns = columns;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.last = started - (columns > 0 ? REDRAW_NANOS : 0);
  }

  @Override
  public synchronized void report(double done, double total, String message) {
    long now = nanoTime.getAsLong();
    if (ended || now - last < (columns > 0 ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    last = now;
    String line = line(done, total, message, (now - started) / 1_000_000_000L, columns);
    if (columns > 0) {
      err.print("\r" + line + "\u001b[K");
      drawn = true;
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** Erases the bar and ignores later reports. */
  synchronized void end() {
    ended = true;
    if (drawn) {
      drawn = false;
      err.print("\r\u001b[K");
      err.flush();
    }
  }

  /**
   * @param columns width of the terminal; 0 for no bar and unlimited length
   */
  static String line(double done, double total, String message, long seconds, int columns) {
    boolean known = Double.isFinite(total) && total > 0 && Double.isFinite(done);
    double part = known ? Math.clamp(done / total, 0, 1) : 0;
    StringBuilder line = new StringBuilder();
    if (columns > BAR * 2) {
      int filled = (int) (part * BAR);
      line.append('[').repeat('#', filled).repeat('.', BAR - filled).append("] ");
    }
    line.append(known ? String.format(Locale.ROOT, "%3d%%", (int) (part * 100)) : "  ?%");
    line.append(String.format(Locale.ROOT, " %d:%02d", seconds / 60, seconds % 60));
    String said = UntrustedText.line(message, MESSAGE_CHARS);
    if (!said.isEmpty()) {
      line.append("  ").append(said);
    }
    return columns > 0 && line.length() >= columns
        ? line.substring(0, Math.max(0, columns - 1))
        : line.toString();
  }
}
