package io.switchgear.tools.process;

/** How surely a process tree ends, strongest first; docs/adr/0003 says how each is made. */
public enum Containment {
  /**
   * A process-id namespace per process: the kernel kills every member with the leader, those in
   * sessions of their own too, and also when this JVM is killed. Needs root or CAP_SYS_ADMIN.
   */
  PID_NAMESPACE,
  /**
   * A session and group per process, and a {@link Mark} that every descendant inherits. All that
   * bear the mark are killed with the leader, those in sessions of their own too, and also when
   * this JVM is killed. Needs no rights.
   */
  MARKED,
  /**
   * A session and group per process, killed as a group, also when this JVM is killed. A descendant
   * that starts a session of its own and loses its parent escapes.
   */
  PROCESS_GROUP,
  /**
   * Descendants are found by parentage when it is stopped. Those that lost their parent escape, and
   * a killed JVM leaves everything running.
   */
  PLAIN;

  /** What can outlive its call at this level, and what to do; one sentence, or empty if nothing. */
  public String weakness() {
    return switch (this) {
      case PID_NAMESPACE, MARKED -> "";
      case PROCESS_GROUP ->
          "A program that starts a session of its own can outlive its call, because \"ulimit -m\""
              + " or /proc does not work here; allow them, or run the server as root.";
      case PLAIN ->
          "A program's children can outlive its call and the server, because the programs sh and"
              + " setsid do not work here; install them (util-linux).";
    };
  }
}
