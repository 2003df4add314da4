package io.switchgear.tools.process;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The leader and everything that came from it, as far as the containment lets us reach it. */
final class ProcessTree {

  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

  private static final Path PROC = Path.of("/proc");

  private final ProcessHandle leader;
  private final Containment level;
  private final Mark mark;
  private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

  ProcessTree(ProcessHandle leader, Containment level, Mark mark) {
    this.leader = leader;
    this.level = level;
    this.mark = mark;
  }

  Containment level() {
    return level;
  }

  void terminate() {
    remember();
    switch (level) {
      case PID_NAMESPACE, PROCESS_GROUP -> signalGroup(Libc.SIGTERM);
      case MARKED -> {
        signalGroup(Libc.SIGTERM);
        mark.bearers().stream()
            .filter(bearer -> Stat.of(bearer.pid()).filter(this::isInGroup).isEmpty())
            .forEach(ProcessHandle::destroy);
      }
      case PLAIN -> {
        leader.destroy();
        descendants.forEach(ProcessHandle::destroy);
      }
    }
  }

  void kill() {
    remember();
    if (level != Containment.PLAIN) {
      signalGroup(Libc.SIGKILL);
    }
    leader.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    if (level == Containment.MARKED) {
      killBearers();
    }
  }

  /** Looks again as long as it finds others: one that was not yet killed may have forked. */
  private void killBearers() {
    Set<ProcessHandle> killed = new HashSet<>();
    Set<ProcessHandle> found = mark.bearers();
    while (killed.addAll(found)) {
      found.forEach(ProcessHandle::destroyForcibly);
      found = mark.bearers();
    }
  }

  /**
   * Whether anything is left that can still act. A zombie cannot, though it answers kill(2) and has
   * a handle; who inherits it may take seconds to collect it, or, where this JVM is process 1 of a
   * container, never does.
   */
  boolean alive() {
    return leader.isAlive()
        || descendants.stream().anyMatch(ProcessTree::acts)
        || level != Containment.PLAIN && signalGroup(0) && groupActs()
        || level == Containment.MARKED && mark.bearers().stream().anyMatch(ProcessTree::acts);
  }

  /** Waits until nothing is left; the kernel has no event for an empty group, so it looks often. */
  boolean awaitGone(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (alive()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  /** Members in sessions of their own are out of the group's reach, but still have a parent. */
  private void remember() {
    if (leader.isAlive()) {
      leader.descendants().forEach(descendants::add);
    }
  }

  private boolean signalGroup(int signal) {
    try {
      return Libc.kill(-Math.toIntExact(leader.pid()), signal) == 0;
    } catch (LastErrorException e) {
      return false;
    }
  }

  private static boolean acts(ProcessHandle process) {
    return process.isAlive() && Stat.of(process.pid()).filter(Stat::acts).isPresent();
  }

  private boolean groupActs() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (Stat.of(pid).filter(stat -> isInGroup(stat) && stat.acts()).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return true;
    }
  }

  private boolean isInGroup(Stat stat) {
    return stat.group == leader.pid();
  }

  /** Two fields of proc_pid_stat(5). */
  private record Stat(char state, long group) {

    static Optional<Stat> of(long pid) {
      try {
        Path file = PROC.resolve(Long.toString(pid)).resolve("stat");
        String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
        // The name in parentheses may hold anything; after it come state, parent and group.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[2])));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }

    boolean acts() {
      return state != 'Z' && state != 'X';
    }
  }
}
