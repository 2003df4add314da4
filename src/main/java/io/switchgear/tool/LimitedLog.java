package io.switchgear.tool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A rate-limited log for messages that unauthenticated peers can cause: one line per second and
 * kind, of bounded length and without control characters. Suppressed lines are counted, and the
 * next line reports the count.
 */
public final class LimitedLog {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Maximum characters of a line's text. */
  static final int MAX_TEXT = 1_000;

  private final Logger log;
  private final Executor periodEnd;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  public LimitedLog(Logger log) {
    this(log, CompletableFuture.delayedExecutor(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * @param periodEnd runs a task after one second
   */
  LimitedLog(Logger log, Executor periodEnd) {
    this.log = log;
    this.periodEnd = periodEnd;
    // Loads the classes that a line needs, because none can be loaded when no file descriptor is
    // left.
    UntrustedText.line(new Kind(Level.TRACE, "").name, MAX_TEXT);
  }

  /**
   * @param kind a constant; starts the line
   * @param text evaluated only if the line is written
   */
  public void error(String kind, Supplier<String> text) {
    write(Level.ERROR, kind, text);
  }

  /** Logs a bug with its cause. See {@link #error(String, Supplier)}. */
  public void error(String kind, Throwable cause) {
    kind(Level.ERROR, kind).log(cause::toString, cause);
  }

  /** See {@link #error(String, Supplier)}. */
  public void warn(String kind, Supplier<String> text) {
    write(Level.WARN, kind, text);
  }

  /** See {@link #error(String, Supplier)}. */
  public void debug(String kind, Supplier<String> text) {
    write(Level.DEBUG, kind, text);
  }

  private void write(Level level, String kind, Supplier<String> text) {
    if (log.isEnabledForLevel(level)) {
      kind(level, kind).log(text, null);
    }
  }

  private Kind kind(Level level, String name) {
    return kinds.computeIfAbsent(name, absent -> new Kind(level, name));
  }

  private final class Kind {

    private final Level level;
    private final String name;

    /** Whether a line was written less than a second ago. */
    private boolean quiet;

    private long suppressed;

    Kind(Level level, String name) {
      this.level = level;
      this.name = name;
    }

    /**
     * @param cause null if there is none
     */
    synchronized void log(Supplier<String> text, Throwable cause) {
      if (quiet) {
        suppressed++;
      } else {
        write(UntrustedText.line(text.get(), MAX_TEXT), cause);
      }
    }

    private void write(String text, Throwable cause) {
      quiet = true;
      log.atLevel(level).setCause(cause).log("{}: {}", name, text);
      periodEnd.execute(this::periodIsOver);
    }

    private synchronized void periodIsOver() {
      quiet = false;
      if (suppressed > 0) {
        long count = suppressed;
        suppressed = 0;
        write(count + " more in the last second", null);
      }
    }
  }
}
