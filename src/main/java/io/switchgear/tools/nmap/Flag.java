package io.switchgear.tools.nmap;

/**
 * A flag of nmap that a caller may set.
 *
 * @param name as nmap has it, with its dashes
 * @param value what follows it
 * @param attached whether the value, if there is one, is written onto the flag ({@code -PS22})
 * @param needs what must be so for the flag to make sense
 * @param intrusive whether it can disturb a target
 */
record Flag(String name, ValueGrammar value, boolean attached, Needs needs, boolean intrusive) {

  /** What a flag depends on. */
  enum Needs {
    NOTHING,
    /** The right to open raw sockets. */
    RAW_SOCKETS,
    /** The same, and targets that are IPv4. */
    RAW_SOCKETS_AND_IPV4,
    /** The argument {@code service_detection}, or a template with it; likewise the next two. */
    SERVICE_DETECTION,
    OS_DETECTION,
    SCRIPTS
  }

  boolean standsAlone() {
    return value == ValueGrammar.Nothing.NOTHING;
  }

  /** Whether it says how to find out which hosts answer. */
  boolean isHostDiscovery() {
    return name.startsWith("-P");
  }
}
