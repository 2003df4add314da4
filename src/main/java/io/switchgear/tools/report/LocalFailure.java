package io.switchgear.tools.report;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why this machine could not send to a target. It carries no information about the target. */
public enum LocalFailure {
  /** There is no route, or the interface is down. */
  NO_ROUTE("no-route", "unreachable", "no route", "is down"),
  /** A local firewall rule forbids it. */
  LOCAL_POLICY("local-policy", "permission", "not permitted"),
  /** Memory, buffers or descriptors are exhausted. */
  NO_RESOURCES("no-resources", "buffer", "memory", "too many", "temporarily"),
  /** No source address or source port is available. */
  NO_SOURCE("no-source-address", "cannot assign", "already in use"),
  /** The system returned another error. */
  NOT_SENT("not-sent");

  private final String reason;
  private final List<String> texts;

  LocalFailure(String reason, String... texts) {
    this.reason = reason;
    this.texts = List.of(texts);
  }

  /** The reason as reports contain it. */
  public String reason() {
    return reason;
  }

  /** Whether the failure is a shortage that may end soon. */
  public boolean isShortage() {
    return this == NO_RESOURCES || this == NO_SOURCE;
  }

  /**
   * Classifies the exception of a send or route lookup. The JDK does not expose the error number,
   * so the class and the C library's message are used.
   */
  public static LocalFailure of(IOException error) {
    if (error instanceof NoRouteToHostException) {
      return NO_ROUTE;
    }
    LocalFailure absent = error instanceof BindException ? NO_SOURCE : NOT_SENT;
    return of(String.valueOf(error.getMessage())).orElse(absent);
  }

  /**
   * @param text the C library's message for an error number
   */
  public static Optional<LocalFailure> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(failure -> failure.texts.stream().anyMatch(lower::contains))
        .findFirst();
  }
}
