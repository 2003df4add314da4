package io.switchgear.tools.portscan;

import io.switchgear.tools.report.LocalFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * What is known of one port, and from what it was concluded.
 *
 * <p>A connect fails in one of two ways. {@code connect} itself throws when this machine could not
 * send: nothing is known of the target then, and the port stays untested. {@code finishConnect}
 * throws when something came back, from the target or from a router on the way.
 */
enum Finding {
  /** Not settled; stays so for ports that a stopped scan did not come to. */
  UNTESTED("untested", ""),
  OPEN("open", "syn-ack"),
  REFUSED("closed", "conn-refused"),
  /** The connection met itself: its source port happened to be the port it asked for. */
  SELF_CONNECT("closed", "self-connect"),
  SILENT("filtered", "no-response"),
  HOST_UNREACHABLE("filtered", "host-unreach"),
  NET_UNREACHABLE("filtered", "net-unreach"),
  ADMIN_PROHIBITED("filtered", "admin-prohibited"),
  /** No host has the address. */
  BROADCAST("untested", "broadcast-address"),
  /** The system did not let the probe out; for the reasons see {@link LocalFailure}. */
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

  /** Reads what {@code connect} threw. */
  static Finding notSent(IOException error) {
    if (error instanceof ConnectException) {
      // Over loopback the refusal can be there before the call returns.
      return answered(error);
    }
    return of(LocalFailure.of(error));
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
   * Reads what {@code finishConnect} threw. The kinds that the JDK tells apart by class alone come
   * first; the rest is told by the C library's text, as the JDK gives no error number.
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
    // A reset before the handshake's end comes from the target's side: somebody refuses.
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

  /** Whether the host itself was heard. */
  boolean answered() {
    return this == OPEN || this == REFUSED;
  }

  /** Whether the target was not asked because this machine could not. */
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

  /** Whether what this machine lacks may be there again in a moment. */
  boolean isShortage() {
    return this == NO_RESOURCES || this == NO_SOURCE;
  }
}
