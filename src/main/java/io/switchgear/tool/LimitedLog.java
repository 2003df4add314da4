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
 * A log of what strangers can cause: one line a second of each kind, of bounded length and without
 * control characters. Lines that are left out are counted, and the next line tells how many.
 */
public final class LimitedLog {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Characters of a line's text. */
  static final int MAX_TEXT = 1_000;

  private final Logger log;
  private final Executor periodEnd;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  public LimitedLog(Logger log) {
    this(log, CompletableFuture.delayedExecutor(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * @param periodEnd runs what it is given when a second is over
   */
  LimitedLog(Logger log, Executor periodEnd) {
    this.log = log;
    this.periodEnd = periodEnd;
    // Loads the classes that a line needs: where no file is left, none can be loaded.
    UntrustedText.line(new Kind(Level.TRACE, "").name, MAX_TEXT);
  }

  /**
   * @param kind a constant of the program; begins the line
   * @param text made only if it is written
   */
  public void error(String kind, Supplier<String> text) {
    write(Level.ERROR, kind, text);
  }

  /** A bug, with its cause. See {@link #error(String, Supplier)}. */
  public void error(String kind, Throwable cause) {
    kind(Level.ERROR, kind).happened(cause::toString, cause);
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
      kind(level, kind).happened(text, null);
    }
  }

  private Kind kind(Level level, String name) {
    return kinds.computeIfAbsent(name, absent -> new Kind(level, name));
  }

  private final class Kind {

    private final Level level;
    private final String name;

    /** A line was written less than a second ago. */
    private boolean quiet;

    private long leftOut;

    Kind(Level level, String name) {
      this.level = level;
      this.name = name;
    }

    /**
     * @param cause null if there is none
     */
    synchronized void happened(Supplier<String> text, Throwable cause) {
      if (quiet) {
        leftOut++;
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
      if (leftOut > 0) {
        long count = leftOut;
        leftOut = 0;
        write(count + " more in the last second", null);
      }
    }
  }
}
