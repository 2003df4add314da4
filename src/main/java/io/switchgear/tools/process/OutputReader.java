package io.switchgear.tools.process;

import java.io.IOException;
import java.io.InputStream;

/** Reads a process's standard output while it runs, on a dedicated thread. */
@FunctionalInterface
public interface OutputReader {

  /**
   * Reads the stream. It may return early: the rest is drained and counted, so that the process
   * never blocks on a full pipe.
   *
   * @param stdout ends at the end of the process's output, or at the spec's limit
   */
  void read(InputStream stdout) throws IOException;
}
