package io.switchgear.tools.portscan;

import io.switchgear.tools.libc.Errno;
import io.switchgear.tools.report.LocalFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * The result for one port and its reason.
 *
 * <p>A connect fails in one of two ways. {@code connect} throws if this machine could not send: the
 * target is unknown then, and the port stays untested. {@code finishConnect} throws if a response
 * came from the target or from a router.
 */
enum Finding {
  /** No result yet; final for ports that a stopped scan did not reach. */
  UNTESTED("untested", ""),
  OPEN("open", "syn-ack"),
  REFUSED("closed", "conn-refused"),
  /** The connection was to itself: its source port was the scanned port. */
  SELF_CONNECT("closed", "self-connect"),
  SILENT("filtered", "no-response"),
  HOST_UNREACHABLE("filtered", "host-unreach"),
  NET_UNREACHABLE("filtered", "net-unreach"),
  ADMIN_PROHIBITED("filtered", "admin-prohibited"),
  /** No host has the address. */
  BROADCAST("untested", "broadcast-address"),
  /** The system did not send the probe; see {@link LocalFailure} for the reasons. */
  NO_ROUTE(LocalFailure.NO_ROUTE),
  LOCAL_POLICY(LocalFailure.LOCAL_POLICY),
  NO_SOURCE(LocalFailure.NO_SOURCE),
  NO_RESOURCES(LocalFailure.NO_RESOURCES),
  NOT_SENT(LocalFailure.NOT_SENT);

  private static final Finding[] VALUES = values();

  private final String state;
  private final String reason;

  Finding(String state, String reason) {
    this.state = state;
    this.reason = reason;
  }

  Finding(LocalFailure failure) {
    this("untested", failure.reason());
  }

  static Finding of(int ordinal) {
    return VALUES[ordinal];
  }

  /** Classifies an exception of {@code connect}. */
  static Finding notSent(IOException error) {
    if (error instanceof ConnectException) {
      // Over loopback the refusal can arrive before the call returns.
      return answered(error);
    }
    return of(LocalFailure.of(error));
  }

  /** Classifies an error number of the connect(2) that sends the probe. */
  static Finding notSent(int errno) {
    return errno == Errno.ECONNREFUSED || errno == Errno.ETIMEDOUT
        ? answered(errno)
        : failed(errno);
  }

  /** Classifies an error number that comes after the probe was sent. */
  static Finding answered(int errno) {
    return switch (errno) {
      // A reset before the end of the handshake comes from the target's side and means refusal.
      case Errno.ECONNREFUSED, Errno.ECONNRESET -> REFUSED;
      case Errno.ETIMEDOUT -> SILENT;
      case Errno.EHOSTUNREACH -> HOST_UNREACHABLE;
      case Errno.ENETUNREACH -> NET_UNREACHABLE;
      // ICMPv6 "administratively prohibited" (Linux, net/ipv6/icmp.c).
      case Errno.EACCES -> ADMIN_PROHIBITED;
      default -> failed(errno);
    };
  }

  private static Finding failed(int errno) {
    return of(LocalFailure.of(Errno.text(errno)).orElse(LocalFailure.NOT_SENT));
  }

  static Finding of(LocalFailure failure) {
    return switch (failure) {
      case NO_ROUTE -> NO_ROUTE;
      case LOCAL_POLICY -> LOCAL_POLICY;
      case NO_SOURCE -> NO_SOURCE;
      case NO_RESOURCES -> NO_RESOURCES;
      case NOT_SENT -> NOT_SENT;
    };
  }

  /**
   * Classifies an exception of {@code finishConnect}, first by its class, then by the C library's
   * message, because the JDK does not expose the error number.
   */
  static Finding answered(IOException error) {
    if (error instanceof ConnectException) {
      return says(error, "timed out") ? SILENT : REFUSED;
    }
    if (error instanceof NoRouteToHostException) {
      return HOST_UNREACHABLE;
    }
    if (says(error, "unreachable")) {
      return NET_UNREACHABLE;
    }
    // ICMPv6 "administratively prohibited" arrives as EACCES (Linux, net/ipv6/icmp.c).
    if (says(error, "permission")) {
      return ADMIN_PROHIBITED;
    }
    // A reset before the end of the handshake comes from the target's side and means refusal.
    return says(error, "reset") ? REFUSED : of(LocalFailure.of(error));
  }

  private static boolean says(IOException error, String text) {
    return String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains(text);
  }

  String state() {
    return state;
  }

  String reason() {
    return reason;
  }

  /** Whether the host itself responded. */
  boolean answered() {
    return this == OPEN || this == REFUSED;
  }

  /** Whether this machine could not send the probe. */
  boolean failedHere() {
    return switch (this) {
      case NO_ROUTE, LOCAL_POLICY, NO_SOURCE, NO_RESOURCES, NOT_SENT -> true;
      case UNTESTED,
          OPEN,
          REFUSED,
          SELF_CONNECT,
          SILENT,
          HOST_UNREACHABLE,
          NET_UNREACHABLE,
          ADMIN_PROHIBITED,
          BROADCAST ->
          false;
    };
  }

  /** Whether the failure is a local shortage that may end soon. */
  boolean isShortage() {
    return this == NO_RESOURCES || this == NO_SOURCE;
  }
}
