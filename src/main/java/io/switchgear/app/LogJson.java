package io.switchgear.app;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.switchgear.tool.UntrustedText;
import java.nio.charset.StandardCharsets;

/**
 * An event of the log as a line of JSON, in which characters that would break the line or steer a
 * terminal are escaped, as JSON allows for every character: none is lost.
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
