package io.switchgear.tools.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program to run, its arguments and its limits.
 *
 * @param argv the program and its arguments; the program is an absolute path, or a name that is
 *     looked up on the server's PATH, then on {@link ProgramPath#CLEAN}
 * @param environment variables in addition to the clean environment: PATH, LANG=C.UTF-8, and HOME,
 *     TMPDIR and PWD of a scratch folder that is removed at the end. The server's environment is
 *     not inherited
 * @param stdoutLimit bytes of standard output that reach the reader; the rest is counted and
 *     discarded
 * @param stderrLimit bytes of standard error to retain; the rest is counted and discarded
 * @param grace time between SIGTERM and SIGKILL
 * @param files text files to create in the scratch folder before the start, by relative path
 * @param fence the allowed network addresses; empty for no restriction
 */
public record ProcessSpec(
    List<String> argv,
    Map<String, String> environment,
    long stdoutLimit,
    int stderrLimit,
    Duration grace,
    Map<Path, String> files,
    Optional<Fence> fence) {

  public static final long DEFAULT_STDOUT_LIMIT = 1L << 20;
  public static final int DEFAULT_STDERR_LIMIT = 256 << 10;

  private static final Pattern VARIABLE =
      Pattern.compile("(?!(IFS|OPTIND|PPID|PWD|OLDPWD|SHLVL|_)$)[A-Za-z_][A-Za-z0-9_]*");

  public ProcessSpec {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    files = Map.copyOf(files);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv is empty: name a program");
    }
    if (argv.stream().anyMatch(ProcessSpec::hasNul)) {
      throw new IllegalArgumentException(
          "an argument contains a NUL character, which cannot be passed to a process: remove it");
    }
    environment.forEach(
        (name, value) -> {
          if (!VARIABLE.matcher(name).matches() || hasNul(value)) {
            throw new IllegalArgumentException(
                "the environment variable \""
                    + name
                    + "\" cannot be passed: a name must consist of letters, digits and _, must not"
                    + " start with a digit, and must not be a shell's own (IFS, OPTIND, PPID, PWD,"
                    + " OLDPWD, SHLVL, _); a value must not contain NUL");
          }
        });
    if (stdoutLimit < 0 || stderrLimit < 0) {
      throw new IllegalArgumentException("an output limit is negative: use 0 to retain nothing");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace period is negative: use 0 to kill at once");
    }
    for (Path file : files.keySet()) {
      if (file.isAbsolute() || !file.equals(file.normalize()) || file.startsWith("..")) {
        throw new IllegalArgumentException(
            "the file " + file + " is not inside the scratch folder: use a relative path");
      }
    }
  }

  /** A spec without files and fence. */
  public ProcessSpec(
      List<String> argv,
      Map<String, String> environment,
      long stdoutLimit,
      int stderrLimit,
      Duration grace) {
    this(argv, environment, stdoutLimit, stderrLimit, grace, Map.of(), Optional.empty());
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }
}
