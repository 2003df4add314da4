package io.switchgear.app.runtime;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.switchgear.config.LogSettings;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Applies the log levels and the log format. Flyway keeps the level of logback.xml. */
public final class Logging {

  private static final List<String> LIBRARIES =
      List.of("org.apache.pekko", "kamon", "com.networknt", "com.zaxxer.hikari");

  /** Key under which the context keeps the encoder of logback.xml while JSON is in use. */
  private static final String TEXT = "switchgear.text-encoder";

  private Logging() {}

  public static void apply(LogSettings settings) {
    set("io.switchgear", settings.level());
    LIBRARIES.forEach(library -> set(library, settings.levelLibraries()));
    format(settings.format());
  }

  private static void set(String logger, LogSettings.Level level) {
    if (LoggerFactory.getLogger(logger) instanceof Logger logback) {
      logback.setLevel(Level.toLevel(level.name()));
    }
  }

  private static void format(LogSettings.Format format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC")
            instanceof AsyncAppender async
        && async.getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> console) {
      if (context.getObject(TEXT) == null) {
        context.putObject(TEXT, console.getEncoder());
      }
      console.setEncoder(
          switch (format) {
            case TEXT -> text(context);
            case JSON -> json(context);
          });
    }
  }

  @SuppressWarnings("unchecked") // no other value is stored under this key
  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    return (Encoder<ILoggingEvent>) context.getObject(TEXT);
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new LogJson();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
