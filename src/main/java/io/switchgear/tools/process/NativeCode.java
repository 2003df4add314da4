package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where JNA unpacks its library. By itself it takes a folder in the user's home, or else the one
 * for temporary files, and dies if code may not be run from there (mount option {@code noexec}).
 */
final class NativeCode {

  private static final String FOLDER = "jna.tmpdir";

  private NativeCode() {}

  /**
   * Chooses a folder from which code may be run, unless the operator has. Before anything uses JNA,
   * which looks once.
   */
  static void prepare() {
    if (System.getProperty(FOLDER) == null && System.getProperty("jna.boot.library.path") == null) {
      candidates()
          .filter(NativeCode::runsCode)
          .findFirst()
          .ifPresent(folder -> System.setProperty(FOLDER, folder.toString()));
    }
  }

  /**
   * Makes sure that the system calls of {@link Libc} can be made.
   *
   * @throws IOException if not; the message says what to do
   */
  static void require() throws IOException {
    try {
      Libc.kill(0, 0);
    } catch (LinkageError unusable) {
      throw new IOException(
          "native code cannot be unpacked and run here; name a folder that the server's user may"
              + " write and that is not mounted noexec, by JAVA_OPTS=-D"
              + FOLDER
              + "=FOLDER",
          unusable);
    }
  }

  private static Stream<Path> candidates() {
    return Stream.of(
        Path.of(System.getProperty("user.home"), ".cache"),
        Path.of(System.getProperty("java.io.tmpdir")),
        Path.of("/var/tmp"),
        Path.of("/dev/shm"),
        Path.of(""));
  }

  private static boolean runsCode(Path folder) {
    return Files.isDirectory(folder)
        && Files.isWritable(folder)
        && mountOf(folder).map(Mount::runsCode).orElse(true);
  }

  /** The innermost mount that the folder is in; empty where the system tells of none. */
  private static Optional<Mount> mountOf(Path folder) {
    try {
      Path real = folder.toRealPath();
      // Of two at one point the later one is on top.
      return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)
          .stream()
          .map(Mount::of)
          .filter(mount -> real.startsWith(mount.point()))
          .reduce(
              (one, next) ->
                  next.point().getNameCount() >= one.point().getNameCount() ? next : one);
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** A line of proc_pid_mountinfo(5). */
  private record Mount(Path point, List<String> options) {

    static Mount of(String line) {
      String[] fields = line.split(" ");
      return new Mount(Path.of(fields[4].replace("\\040", " ")), List.of(fields[5].split(",")));
    }

    boolean runsCode() {
      return !options.contains("noexec");
    }
  }
}
