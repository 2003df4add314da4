package io.switchgear.tools.nmap;

/**
 * An nmap flag that a caller may set.
 *
 * @param name the flag with its dashes
 * @param value the grammar of its value
 * @param attached whether the value is appended to the flag ({@code -PS22})
 * @param needs the precondition of the flag
 * @param intrusive whether it can disrupt a target
 */
record Flag(String name, ValueGrammar value, boolean attached, Needs needs, boolean intrusive) {

  /** The precondition of a flag. */
  enum Needs {
    NOTHING,
    /** The capability to open raw sockets. */
    RAW_SOCKETS,
    /** Raw sockets and IPv4 targets. */
    RAW_SOCKETS_AND_IPV4,
    /**
     * The argument {@code service_detection}, or a template that sets it; the next two likewise.
     */
    SERVICE_DETECTION,
    OS_DETECTION,
    SCRIPTS
  }

  boolean standsAlone() {
    return value == ValueGrammar.Nothing.NOTHING;
  }

  /** Whether the flag configures host discovery. */
  boolean isHostDiscovery() {
    return name.startsWith("-P");
  }
}
