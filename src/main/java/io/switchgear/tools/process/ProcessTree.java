package io.switchgear.tools.process;

import io.switchgear.tools.libc.Libc;
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

/** The leader and its descendants, as far as the containment can find them. */
final class ProcessTree {

  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private static final Path PROC = Path.of("/proc");

  private final ProcessHandle leader;
  private final Containment level;
  private final ProcessMark mark;
  private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

  ProcessTree(ProcessHandle leader, Containment level, ProcessMark mark) {
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
        mark.processes().stream()
            .filter(marked -> Stat.of(marked.pid()).filter(this::isInGroup).isEmpty())
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
      killMarked();
    }
  }

  /** Repeats until it finds no new process, because a process may fork before it is killed. */
  private void killMarked() {
    Set<ProcessHandle> killed = new HashSet<>();
    Set<ProcessHandle> found = mark.processes();
    while (killed.addAll(found)) {
      found.forEach(ProcessHandle::destroyForcibly);
      found = mark.processes();
    }
  }

  /**
   * Whether any process of the tree is still running. Zombies do not count, although kill(2)
   * succeeds for them and they have a handle: their new parent may reap them seconds later, or
   * never if this JVM is process 1 of a container.
   */
  boolean alive() {
    return leader.isAlive()
        || descendants.stream().anyMatch(ProcessTree::isRunning)
        || level != Containment.PLAIN && signalGroup(0) && isGroupRunning()
        || level == Containment.MARKED
            && mark.processes().stream().anyMatch(ProcessTree::isRunning);
  }

  /**
   * Waits until no process is left. It polls, because the kernel has no event for an empty group.
   */
  boolean awaitGone(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (alive()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Records descendants in other sessions, which group signals do not reach. */
  private void remember() {
    if (leader.isAlive()) {
      leader.descendants().forEach(descendants::add);
    }
  }

  private boolean signalGroup(int signal) {
    return Libc.kill(-Math.toIntExact(leader.pid()), signal) == 0;
  }

  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && Stat.of(process.pid()).filter(Stat::isRunning).isPresent();
  }

  private boolean isGroupRunning() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (Stat.of(pid).filter(stat -> isInGroup(stat) && stat.isRunning()).isPresent()) {
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
        // The name in parentheses may contain anything; state, parent and group follow it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[2])));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }

    boolean isRunning() {
      return state != 'Z' && state != 'X';
    }
  }
}
