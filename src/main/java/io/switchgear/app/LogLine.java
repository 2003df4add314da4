package io.switchgear.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.switchgear.tool.UntrustedText;

/**
 * {@code %oneLine(…)} in the log's pattern: what is in the brackets on one line and clean, whatever
 * was put into it. The last wall: no text from outside can begin a line of the log.
 */
public final class LogLine extends CompositeConverter<ILoggingEvent> {

  /** A line that costs more tells nobody more. */
  static final int MAX_CHARS = 8_192;

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return UntrustedText.line(text, MAX_CHARS);
  }
}
