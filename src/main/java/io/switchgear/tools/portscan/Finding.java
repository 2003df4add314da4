package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/** What is known of one port, and from what it was concluded. */
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
  /** This machine found no address or port to ask from. */
  NO_SOURCE("filtered", "no-source-address"),
  /** This machine refused to send, as by a rule of its own firewall. */
  PROHIBITED("filtered", "local-policy");

  private static final Finding[] VALUES = values();

  private final String state;
  private final String reason;

  Finding(String state, String reason) {
    this.state = state;
    this.reason = reason;
  }

  static Finding of(int ordinal) {
    return VALUES[ordinal];
  }

  /**
   * Reads a failed connect. The kinds that the JDK tells apart by class alone come first; the rest
   * is told by the C library's text, as the JDK gives no error number.
   */
  static Finding of(IOException error) {
    if (error instanceof ConnectException) {
      return says(error, "timed out") ? SILENT : REFUSED;
    }
    if (error instanceof NoRouteToHostException) {
      return HOST_UNREACHABLE;
    }
    if (error instanceof BindException) {
      return says(error, "permission") ? PROHIBITED : NO_SOURCE;
    }
    if (says(error, "unreachable")) {
      return NET_UNREACHABLE;
    }
    // A reset before the handshake's end comes from the target's side: somebody refuses.
    return says(error, "reset") ? REFUSED : PROHIBITED;
  }

  private static boolean says(IOException error, String text) {
    String message = error.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains(text);
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
}
