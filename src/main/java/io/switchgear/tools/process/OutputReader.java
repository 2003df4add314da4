package io.switchgear.tools.process;

import java.io.IOException;
import java.io.InputStream;

/** Reads a process's standard output while it runs, on a thread of its own. */
@FunctionalInterface
public interface OutputReader {

  /**
   * Reads until the end of the stream, or leaves earlier: what is left unread is drained and
   * counted, so that the process never blocks on a full pipe.
   *
   * @param stdout ends at the process's end of output or at the spec's limit
   */
  void read(InputStream stdout) throws IOException;
}
