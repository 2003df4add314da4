package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Identifies the processes of one call by a unique value of the limit RLIMIT_RSS, which Linux
 * ignores (setrlimit(2)). Every child inherits the limit. It survives a new session, the end of the
 * parent, exec and an empty environment. Only the process itself can change it, to a lower value.
 *
 * @param kilobytes the argument of {@code ulimit -m}
 */
record ProcessMark(long kilobytes) {

  private static final Path PROC = Path.of("/proc");

  /** A random value above any machine's memory, for one call. */
  static ProcessMark random() {
    return new ProcessMark(ThreadLocalRandom.current().nextLong(1L << 42, 1L << 52));
  }

  /** Whether marks are readable on this machine. */
  static boolean isReadable() {
    return Files.isReadable(PROC.resolve("self").resolve("limits"));
  }

  /** The value as in proc_pid_limits(5). */
  String bytes() {
    return Long.toString(kilobytes << 10);
  }

  /** All visible processes with this mark. */
  Set<ProcessHandle> processes() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isOn).collect(Collectors.toSet());
    }
  }

  private boolean isOn(ProcessHandle process) {
    Path limits = PROC.resolve(Long.toString(process.pid())).resolve("limits");
    try {
      return Files.readString(limits, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("Max resident set"))
          .anyMatch(line -> line.contains(" " + bytes() + " "));
    } catch (IOException gone) {
      return false;
    }
  }
}
