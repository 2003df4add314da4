package io.switchgear.app.runtime;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.switchgear.tool.UntrustedText;
import java.nio.charset.StandardCharsets;

/**
 * A log event as one line of JSON. Characters that would break the line or control a terminal are
 * escaped, as JSON allows for every character, so none is lost.
 */
final class LogJson extends JsonEncoder {

  @Override
  public byte[] encode(ILoggingEvent event) {
    String json = new String(super.encode(event), StandardCharsets.UTF_8);
    StringBuilder safe = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              if (UntrustedText.shown(point)) {
                safe.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  safe.append("\\u%04x".formatted((int) unit));
                }
              }
            });
    return safe.toString().getBytes(StandardCharsets.UTF_8);
  }
}
