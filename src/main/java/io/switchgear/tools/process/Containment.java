package io.switchgear.tools.process;

/** How reliably a process tree is ended, strongest first; docs/adr/0003 describes each level. */
public enum Containment {
  /**
   * A PID namespace per process. The kernel kills every member with the leader, including members
   * in other sessions, also when this JVM is killed. Needs root or CAP_SYS_ADMIN.
   */
  PID_NAMESPACE,
  /**
   * A session and process group per process, and a {@link ProcessMark} that every descendant
   * inherits. All processes with the mark are killed with the leader, including those in other
   * sessions, also when this JVM is killed. Needs no privileges.
   */
  MARKED,
  /**
   * A session and process group per process, killed as a group, also when this JVM is killed. A
   * descendant escapes if it starts a new session and its parent ends.
   */
  PROCESS_GROUP,
  /**
   * Descendants are found by their parents when the process is stopped. Descendants whose parent
   * has ended escape, and everything keeps running when this JVM is killed.
   */
  PLAIN;

  /**
   * A sentence about what can outlive a call at this level and how to improve it; empty if nothing
   * can.
   */
  public String weakness() {
    return switch (this) {
      case PID_NAMESPACE, MARKED -> "";
      case PROCESS_GROUP ->
          "A program that starts a new session can outlive its call, because \"ulimit -m\" or /proc"
              + " does not work on this machine; allow them, or run the server as root.";
      case PLAIN ->
          "A program's children can outlive its call and the server, because the programs sh and"
              + " setsid do not work on this machine; install them (util-linux).";
    };
  }
}
