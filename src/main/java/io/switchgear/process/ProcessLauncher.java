package io.switchgear.process;

import java.io.IOException;

/** Starts processes. One per server; closing it ends every process that it started. */
public final class ProcessLauncher implements AutoCloseable {

  /**
   * Starts a process and returns once it runs.
   *
   * @throws IOException if it cannot be started; the message says why in a sentence for people
   */
  public RunningProcess start(ProcessSpec spec, OutputReader stdout) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
