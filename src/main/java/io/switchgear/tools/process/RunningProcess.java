package io.switchgear.tools.process;

import java.util.concurrent.CompletionStage;

/** A running process tree. */
public interface RunningProcess {

  /**
   * The process id of the leader, which is also the id of the process group. In {@link
   * Containment#PID_NAMESPACE} the leader is outside the namespace.
   */
  long pid();

  /** Completes after the whole tree has ended and the output was read. */
  CompletionStage<ProcessEnd> end();

  /**
   * Sends SIGTERM to the whole group, and SIGKILL after the grace period. Returns at once;
   * idempotent.
   */
  void stop();
}
