package io.switchgear.tools.nmap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The technique of probing ports. */
enum Technique {
  CONNECT("-sT"),
  SYN("-sS"),
  UDP("-sU"),
  ACK("-sA"),
  WINDOW("-sW"),
  MAIMON("-sM"),
  FIN("-sF"),
  NULL("-sN"),
  XMAS("-sX");

  private final String flag;

  Technique(String flag) {
    this.flag = flag;
  }

  String flag() {
    return flag;
  }

  /** The name in the arguments. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it sends raw packets, which needs the capability to open raw sockets. */
  boolean needsRawSockets() {
    return this != CONNECT;
  }

  static Optional<Technique> of(String wire) {
    return Arrays.stream(values()).filter(one -> one.wire().equals(wire)).findFirst();
  }

  static String allowed() {
    return String.join(", ", Arrays.stream(values()).map(Technique::wire).toList());
  }
}
