package io.switchgear.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to run and within which bounds.
 *
 * @param argv the program (absolute path, or a name looked up on the server's PATH) and its
 *     arguments, one element each
 * @param environment added to the clean environment (PATH, LANG=C.UTF-8, HOME and TMPDIR of a
 *     scratch place); nothing of the server's own is inherited
 * @param stdoutLimit bytes of standard output that reach the reader; the rest is counted and
 *     dropped
 * @param stderrLimit bytes of standard error kept; the rest is counted and dropped
 * @param grace between the polite signal and the final one
 */
public record ProcessSpec(
    List<String> argv,
    Map<String, String> environment,
    long stdoutLimit,
    int stderrLimit,
    Duration grace) {

  public static final long DEFAULT_STDOUT_LIMIT = 1L << 20;
  public static final int DEFAULT_STDERR_LIMIT = 256 << 10;

  public ProcessSpec {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv is empty: name a program");
    }
  }
}
