package io.switchgear.tools.nmap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How ports are probed. */
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

  /** As it stands in the arguments. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it writes packets by itself, which needs the right to open raw sockets. */
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
