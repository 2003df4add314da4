package io.switchgear.tools.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to run and within which bounds.
 *
 * @param argv the program (absolute path, or a name looked up on the server's PATH, then on the
 *     clean one) and its arguments, one element each
 * @param environment added to the clean environment (PATH, LANG=C.UTF-8, HOME, TMPDIR and PWD of a
 *     scratch folder that is removed at the end); nothing of the server's own is inherited
 * @param stdoutLimit bytes of standard output that reach the reader; the rest is counted and
 *     dropped
 * @param stderrLimit bytes of standard error kept; the rest is counted and dropped
 * @param grace between the polite signal and the final one
 * @param files to be put into the scratch folder before the start, by their relative paths
 * @param fence what it may reach over the network; empty for no fence
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
          "an argument holds a NUL character, which no process can receive: leave it out");
    }
    environment.forEach(
        (name, value) -> {
          if (!VARIABLE.matcher(name).matches() || hasNul(value)) {
            throw new IllegalArgumentException(
                "the environment variable \""
                    + name
                    + "\" cannot be passed: names are letters, digits and _, not starting with a"
                    + " digit, and none of those that shells keep for themselves (IFS, OPTIND,"
                    + " PPID, PWD, OLDPWD, SHLVL, _); values hold no NUL");
          }
        });
    if (stdoutLimit < 0 || stderrLimit < 0) {
      throw new IllegalArgumentException("a limit of output is negative: 0 keeps nothing");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace is negative: 0 kills at once");
    }
    for (Path file : files.keySet()) {
      if (file.isAbsolute() || !file.equals(file.normalize()) || file.startsWith("..")) {
        throw new IllegalArgumentException(
            "the file " + file + " is not inside of the scratch folder: give a relative path");
      }
    }
  }

  /** With no files and no fence. */
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
