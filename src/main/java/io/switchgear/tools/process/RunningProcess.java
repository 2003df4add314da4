package io.switchgear.tools.process;

import java.util.concurrent.CompletionStage;

/** A process tree under our care. */
public interface RunningProcess {

  /**
   * Process id of the leader, which is also the id of the process group; in {@link
   * Containment#PID_NAMESPACE} the leader stands outside the namespace, for the program.
   */
  long pid();

  /** Completes once, after the whole tree is gone and the output was read. */
  CompletionStage<ProcessEnd> end();

  /** TERM to the whole group, KILL after the grace. Returns at once; harmless when repeated. */
  void stop();
}
