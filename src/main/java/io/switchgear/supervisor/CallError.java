package io.switchgear.supervisor;

import io.switchgear.tool.UntrustedText;
import java.time.Instant;

/**
 * A call that counted as a failure.
 *
 * @param kind as in the stats' {@code failure_reasons}
 */
public record CallError(Instant at, String callId, String kind, String message) {

  private static final int MESSAGE_CHARS = 2_000;

  public CallError {
    message = UntrustedText.line(message, MESSAGE_CHARS);
  }
}
