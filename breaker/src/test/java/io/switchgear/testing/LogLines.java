package io.switchgear.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.LoggerFactory;

/**
 * Records log lines until it is closed. It sets the level, because an earlier test in the same JVM
 * may have set another one.
 */
public final class LogLines implements AutoCloseable {

  private final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
  private final Logger logger;
  private final Level before;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          line.prepareForDeferredProcessing();
          lines.add(line);
        }
      };

  private LogLines(Level level, Logger logger) {
    this.logger = logger;
    before = logger.getLevel();
    appender.start();
    logger.setLevel(level);
    logger.addAppender(appender);
  }

  /** Records the lines of a class or a package at this level and above. */
  public static LogLines of(Level level, String logger) {
    return new LogLines(level, (Logger) LoggerFactory.getLogger(logger));
  }

  /** The lines that {@link #next} has not returned. */
  public List<ILoggingEvent> all() {
    return List.copyOf(lines);
  }

  public List<Level> levels() {
    return all().stream().map(ILoggingEvent::getLevel).toList();
  }

  public List<String> messages() {
    return all().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  public ILoggingEvent next(String what) {
    return Await.next(what, lines);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
  }
}
