package io.switchgear.tools.nmap;

import io.switchgear.tools.ports.PortSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A named set of defaults, which a caller's typed arguments override.
 *
 * <p>{@code timing} is nmap's default, 3, unless the template is meant to be fast or would take too
 * long.
 */
enum Template {
  /** The 100 most common ports. */
  QUICK(PortSpec.top(100), 4, false, false, List.of()),
  /** The 1,000 most common ports. */
  STANDARD(PortSpec.top(1_000), 3, false, false, List.of()),
  /** The 5,000 most common ports, service detection and the default scripts. */
  THOROUGH(PortSpec.top(5_000), 4, true, false, List.of("default")),
  /** All TCP ports, service and operating system detection and the default scripts. */
  COMPREHENSIVE(PortSpec.allTcp(), 4, true, true, List.of("default")),
  /** Host discovery without ports. */
  DISCOVERY(PortSpec.top(0), 3, false, false, List.of()),
  /** Service detection on the 1,000 most common ports. */
  VERSION(PortSpec.top(1_000), 3, true, false, List.of());

  private final PortSpec ports;
  private final int timing;
  private final boolean services;
  private final boolean operatingSystem;
  private final List<String> scripts;

  Template(
      PortSpec ports, int timing, boolean services, boolean operatingSystem, List<String> scripts) {
    this.ports = ports;
    this.timing = timing;
    this.services = services;
    this.operatingSystem = operatingSystem;
    this.scripts = scripts;
  }

  PortSpec ports() {
    return ports;
  }

  int timing() {
    return timing;
  }

  boolean services() {
    return services;
  }

  boolean operatingSystem() {
    return operatingSystem;
  }

  List<String> scripts() {
    return scripts;
  }

  /** The name in the arguments. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Template> of(String wire) {
    return Arrays.stream(values()).filter(one -> one.wire().equals(wire)).findFirst();
  }

  static String allowed() {
    return String.join(", ", Arrays.stream(values()).map(Template::wire).toList());
  }
}
