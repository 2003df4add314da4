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
 * By what the processes of one call are known wherever they went: a number that is the process's
 * limit of resident memory. Linux ignores that limit (setrlimit(2), RLIMIT_RSS). Every child
 * inherits it, and neither a new session, nor a lost parent, nor another program, nor an empty
 * environment takes it away. A process could only set another one itself, to a lower number.
 *
 * @param kilobytes as {@code ulimit -m} takes it
 */
record Mark(long kilobytes) {

  private static final Path PROC = Path.of("/proc");

  /** More than any machine has, and a different one for each call. */
  static Mark random() {
    return new Mark(ThreadLocalRandom.current().nextLong(1L << 42, 1L << 52));
  }

  /** Whether marks can be seen at all here. */
  static boolean canBeSeen() {
    return Files.isReadable(PROC.resolve("self").resolve("limits"));
  }

  /** As proc_pid_limits(5) shows it. */
  String bytes() {
    return Long.toString(kilobytes << 10);
  }

  /** All that bear it and can be seen. */
  Set<ProcessHandle> bearers() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isBorneBy).collect(Collectors.toSet());
    }
  }

  private boolean isBorneBy(ProcessHandle process) {
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
