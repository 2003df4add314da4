package io.switchgear.tools.report;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why this machine could not send to a target. Says nothing about the target. */
public enum LocalFailure {
  /** No route to it, or the interface is down. */
  NO_ROUTE("no-route", "unreachable", "no route", "is down"),
  /** A rule of this machine's own forbids it. */
  LOCAL_POLICY("local-policy", "permission", "not permitted"),
  /** No memory, buffers or descriptors are left. */
  NO_RESOURCES("no-resources", "buffer", "memory", "too many", "temporarily"),
  /** No source address, or no source port is left. */
  NO_SOURCE("no-source-address", "cannot assign", "already in use"),
  /** The system gave an error that means nothing here. */
  NOT_SENT("not-sent");

  private final String reason;
  private final List<String> texts;

  LocalFailure(String reason, String... texts) {
    this.reason = reason;
    this.texts = List.of(texts);
  }

  /** As it stands in a report. */
  public String reason() {
    return reason;
  }

  /** Whether what is lacking may be there again in a moment. */
  public boolean isShortage() {
    return this == NO_RESOURCES || this == NO_SOURCE;
  }

  /**
   * Of a call that sends or looks up a route. The JDK gives no error number: what its classes do
   * not tell apart is told by the C library's text.
   */
  public static LocalFailure of(IOException error) {
    if (error instanceof NoRouteToHostException) {
      return NO_ROUTE;
    }
    LocalFailure absent = error instanceof BindException ? NO_SOURCE : NOT_SENT;
    return of(String.valueOf(error.getMessage())).orElse(absent);
  }

  /**
   * @param text of the C library, for an error number
   */
  public static Optional<LocalFailure> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(failure -> failure.texts.stream().anyMatch(lower::contains))
        .findFirst();
  }
}
