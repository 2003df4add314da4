package io.switchgear.app.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.switchgear.tool.UntrustedText;

/**
 * {@code %oneLine(…)} in the log's pattern: puts the text in the brackets on one line and removes
 * control characters. It is the last defence against log injection: no text from outside can begin
 * a line of the log.
 */
public final class LogLine extends CompositeConverter<ILoggingEvent> {

  /** Longest line; a longer one is cut. */
  static final int MAX_CHARS = 8_192;

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return UntrustedText.line(text, MAX_CHARS);
  }
}
