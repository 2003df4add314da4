package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A control group (cgroup v2) that contains the processes of one run. A process starts in its
 * parent's group, and a socket keeps the group in which it was created.
 *
 * @param folder the group's folder in the mounted hierarchy
 */
record FenceGroup(Path folder) {

  /** nft resolves group paths only below this folder. */
  private static final Path NFT_ROOT = Path.of("/sys/fs/cgroup");

  private static final Path PROC = Path.of("/proc");
  private static final String PREFIX = "switchgear-";
  private static final Duration REMOVE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

  /** The group's depth below the root of the hierarchy; 1 is directly below it. */
  int level() throws IOException {
    return ownPath().getNameCount() + 1;
  }

  /** The path in nft's notation. */
  String nftPath() {
    return NFT_ROOT.relativize(folder).toString();
  }

  static FenceGroup create(Path parent, String name) throws IOException {
    return new FenceGroup(Files.createDirectory(parent.resolve(PREFIX + name)));
  }

  void add(long pid) throws IOException {
    Files.writeString(folder.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Kills all processes in the group; kernels before 5.14 need a signal per process. */
  void kill() {
    try {
      Files.writeString(folder.resolve("cgroup.kill"), "1");
    } catch (IOException olderKernel) {
      killOneByOne();
    }
  }

  /** Kills remaining processes and removes the group; false if it could not be removed. */
  boolean remove() {
    long deadline = System.nanoTime() + REMOVE_TIMEOUT.toNanos();
    while (!tryRemove()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      kill();
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
    return true;
  }

  /**
   * This process's own group, in which groups can be created; empty if no cgroup v2 hierarchy is
   * mounted where nft can find it.
   */
  static Optional<Path> parent() throws IOException {
    Optional<Path> mount = mount();
    return mount.isEmpty()
        ? Optional.empty()
        : Optional.of(mount.get().resolve(Path.of("/").relativize(ownPath())))
            .filter(Files::isDirectory);
  }

  /** Removes empty groups that killed servers left behind. A group's name identifies its server. */
  static void removeStale(Path parent) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : left) {
        String[] name = folder.getFileName().toString().substring(PREFIX.length()).split("-");
        if (name.length == 3 && !owner(name[0]).equals(name[0] + "-" + name[1])) {
          new FenceGroup(folder).tryRemove();
        }
      }
    }
  }

  /** A process's id and start time, which together are unique even if the id is reused. */
  static String owner(String pid) {
    try {
      String stat =
          Files.readString(PROC.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may contain anything. The state is field 3, the start time field
      // 22.
      String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      return pid + "-" + started;
    } catch (IOException gone) {
      return "";
    }
  }

  private boolean tryRemove() {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException populated) {
      return false;
    }
  }

  private void killOneByOne() {
    try (Stream<String> pids = Files.lines(folder.resolve("cgroup.procs"))) {
      pids.map(Long::parseLong)
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
    } catch (IOException gone) {
      return;
    }
  }

  private static Path ownPath() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("self/cgroup"))) {
      if (line.startsWith("0::/")) {
        return Path.of(line.substring("0::".length()));
      }
    }
    throw new IOException("this process is not in a cgroup v2 control group");
  }

  private static Optional<Path> mount() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("self/mountinfo"))) {
      List<String> fields = List.of(line.split(" "));
      int separator = fields.indexOf("-");
      Path point = Path.of(fields.get(4));
      if (fields.get(separator + 1).equals("cgroup2")
          && fields.get(3).equals("/")
          && point.startsWith(NFT_ROOT)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
