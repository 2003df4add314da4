package io.switchgear.process;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The leader and everything that came from it, as far as the containment lets us reach it. */
final class ProcessTree {

  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

  private final ProcessHandle leader;
  private final Containment level;
  private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

  ProcessTree(ProcessHandle leader, Containment level) {
    this.leader = leader;
    this.level = level;
  }

  Containment level() {
    return level;
  }

  void terminate() {
    remember();
    switch (level) {
      case PID_NAMESPACE, PROCESS_GROUP -> signalGroup(Libc.SIGTERM);
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
  }

  boolean alive() {
    return leader.isAlive()
        || descendants.stream().anyMatch(ProcessHandle::isAlive)
        || level != Containment.PLAIN && signalGroup(0) && groupHasLiving();
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

  /**
   * Whether the group has a member that is no zombie. Zombies answer kill(2), and where this JVM is
   * process 1 of a container nobody collects those that it inherits.
   */
  private boolean groupHasLiving() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (livesInGroup(process)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** proc_pid_stat(5): the name in parentheses may hold anything; then state, parent, group. */
  private boolean livesInGroup(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[2]) == leader.pid() && !"ZX".contains(fields[0]);
    } catch (IOException gone) {
      return false;
    }
  }
}
