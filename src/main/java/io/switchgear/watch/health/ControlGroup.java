package io.switchgear.watch.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits of this process's control group (Linux, version 2) and of its parents. See the
 * kernel's admin-guide/cgroup-v2.
 *
 * @param levels the folders, that of the process first
 */
record ControlGroup(List<Path> levels) {

  private static final String MINE = "0::";

  /** Memory use and limit of one level. */
  record Memory(long used, long limit) {
    double share() {
      return (double) used / limit;
    }
  }

  /**
   * CPU time and quota of one level.
   *
   * @param cpus the quota as a number of CPUs
   */
  record Cpu(long usedNanos, double cpus) {}

  /**
   * @param root of the file system
   */
  static ControlGroup of(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    List<Path> levels = new ArrayList<>();
    for (Path at = ownFolder(root, mount); at.startsWith(mount); at = at.getParent()) {
      levels.add(at);
    }
    return new ControlGroup(List.copyOf(levels));
  }

  /**
   * In a container, the path may be that of the host, which is not visible here. The mount is used
   * then.
   */
  private static Path ownFolder(Path root, Path mount) {
    return lines(root.resolve("proc/self/cgroup")).stream()
        .filter(line -> line.startsWith(MINE))
        .map(line -> mount.resolve(line.substring(MINE.length()).replaceFirst("^/+", "")))
        .map(Path::normalize)
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(mount);
  }

  /** The memory of the level that is nearest to its limit; empty if no level has a limit. */
  Optional<Memory> memory() {
    Memory tightest = null;
    for (Path level : levels) {
      OptionalLong limit = number(level.resolve("memory.max"));
      OptionalLong used = number(level.resolve("memory.current"));
      if (limit.isPresent() && used.isPresent() && limit.getAsLong() > 0) {
        long reclaimable = field(level.resolve("memory.stat"), "inactive_file").orElse(0);
        Memory memory = new Memory(Math.max(0, used.getAsLong() - reclaimable), limit.getAsLong());
        tightest = tightest == null || memory.share() > tightest.share() ? memory : tightest;
      }
    }
    return Optional.ofNullable(tightest);
  }

  /** The CPU time of the level with the smallest quota; empty if no level has a quota. */
  Optional<Cpu> cpu() {
    Cpu smallest = null;
    for (Path level : levels) {
      List<String> max = lines(level.resolve("cpu.max"));
      OptionalLong used = field(level.resolve("cpu.stat"), "usage_usec");
      if (!max.isEmpty() && !max.getFirst().startsWith("max") && used.isPresent()) {
        String[] quota = max.getFirst().split(" ");
        double cpus = Double.parseDouble(quota[0]) / Double.parseDouble(quota[1]);
        if (smallest == null || cpus < smallest.cpus()) {
          smallest = new Cpu(used.getAsLong() * 1_000, cpus);
        }
      }
    }
    return Optional.ofNullable(smallest);
  }

  /** The number in a file; empty if it is {@code max} or the file cannot be read. */
  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .filter(line -> !line.equals("max"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  static OptionalLong field(Path file, String name) {
    return lines(file).stream()
        .map(line -> line.split("[: ]+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .mapToLong(words -> Long.parseLong(words[1]))
        .findFirst();
  }

  /** The lines of a file; none if it cannot be read. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
