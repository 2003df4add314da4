package io.switchgear.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.switchgear.config.LogSettings;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets how much is logged; Flyway keeps what logback.xml says of it. */
final class LogLevels {

  private static final List<String> LIBRARIES =
      List.of("org.apache.pekko", "kamon", "com.networknt", "com.zaxxer.hikari");

  private LogLevels() {}

  static void apply(LogSettings settings) {
    set("io.switchgear", settings.level());
    LIBRARIES.forEach(library -> set(library, settings.libraries()));
  }

  private static void set(String logger, LogSettings.Level level) {
    if (LoggerFactory.getLogger(logger) instanceof Logger logback) {
      logback.setLevel(Level.toLevel(level.name()));
    }
  }
}
