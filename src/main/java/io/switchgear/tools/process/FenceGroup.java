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
 * A control group (cgroup v2) by which the kernel knows the processes of one run. Processes are
 * born into the group of their parent, and a socket keeps the group in which it was made.
 *
 * @param folder in the mounted hierarchy
 */
record FenceGroup(Path folder) {

  /** Where nft looks for groups, and nowhere else. */
  private static final Path NFT_LOOKS_IN = Path.of("/sys/fs/cgroup");

  private static final Path PROC = Path.of("/proc");
  private static final String PREFIX = "switchgear-";
  private static final Duration EMPTIES_WITHIN = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

  /** How far it is below the root of the hierarchy; 1 is right below. */
  int level() throws IOException {
    return ownPath().getNameCount() + 1;
  }

  /** As nft writes it. */
  String nftPath() {
    return NFT_LOOKS_IN.relativize(folder).toString();
  }

  static FenceGroup create(Path parent, String name) throws IOException {
    return new FenceGroup(Files.createDirectory(parent.resolve(PREFIX + name)));
  }

  void add(long pid) throws IOException {
    Files.writeString(folder.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Ends what is in it. Kernels before 5.14 cannot do this at once. */
  void kill() {
    try {
      Files.writeString(folder.resolve("cgroup.kill"), "1");
    } catch (IOException olderKernel) {
      killOneByOne();
    }
  }

  /** Removes it; what is still in it is killed. False if it could not be removed. */
  boolean remove() {
    long deadline = System.nanoTime() + EMPTIES_WITHIN.toNanos();
    while (!removedNow()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      kill();
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }

  /**
   * The group of this process, in which groups can be made; empty where there is no hierarchy of
   * version 2 in which nft finds groups.
   */
  static Optional<Path> parent() throws IOException {
    Optional<Path> mount = mount();
    return mount.isEmpty()
        ? Optional.empty()
        : Optional.of(mount.get().resolve(Path.of("/").relativize(ownPath())))
            .filter(Files::isDirectory);
  }

  /** Removes what killed servers have left; a name says whose it was. */
  static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : left) {
        String[] name = folder.getFileName().toString().substring(PREFIX.length()).split("-");
        if (name.length == 3 && !owner(name[0]).equals(name[0] + "-" + name[1])) {
          new FenceGroup(folder).removedNow();
        }
      }
    }
  }

  /** Names a process and the tick at which it started, so that a reused id is no mistake. */
  static String owner(String pid) {
    try {
      String stat =
          Files.readString(PROC.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may hold anything; the start is the 22nd field, the state the 3rd.
      String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      return pid + "-" + started;
    } catch (IOException gone) {
      return "";
    }
  }

  private boolean removedNow() {
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
    throw new IOException("this process is in no control group of version 2");
  }

  private static Optional<Path> mount() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("self/mountinfo"))) {
      List<String> fields = List.of(line.split(" "));
      int separator = fields.indexOf("-");
      Path point = Path.of(fields.get(4));
      if (fields.get(separator + 1).equals("cgroup2")
          && fields.get(3).equals("/")
          && point.startsWith(NFT_LOOKS_IN)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
