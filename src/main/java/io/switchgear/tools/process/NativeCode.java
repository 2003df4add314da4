package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses the folder into which JNA unpacks its native library. By default JNA uses a folder in the
 * user's home or the temporary folder, and fails if that is mounted {@code noexec}.
 */
final class NativeCode {

  private static final String FOLDER = "jna.tmpdir";

  private NativeCode() {}

  /**
   * Sets a folder that allows execution, unless the operator has set one. Must run before the first
   * use of JNA, which reads the setting once.
   */
  static void prepare() {
    if (System.getProperty(FOLDER) == null && System.getProperty("jna.boot.library.path") == null) {
      candidates()
          .filter(NativeCode::allowsExecution)
          .findFirst()
          .ifPresent(folder -> System.setProperty(FOLDER, folder.toString()));
    }
  }

  /**
   * Checks that the system calls of {@link Libc} work.
   *
   * @throws IOException if they do not; the message says what to do
   */
  static void require() throws IOException {
    try {
      Libc.kill(0, 0);
    } catch (LinkageError unusable) {
      throw new IOException(
          "native code cannot be unpacked and executed; set a folder that the server's user can"
              + " write and that is not mounted noexec, with JAVA_OPTS=-D"
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

  private static boolean allowsExecution(Path folder) {
    return Files.isDirectory(folder)
        && Files.isWritable(folder)
        && mountOf(folder).map(Mount::allowsExecution).orElse(true);
  }

  /** The innermost mount that contains the folder; empty if unknown. */
  private static Optional<Mount> mountOf(Path folder) {
    try {
      Path real = folder.toRealPath();
      // Of two mounts at the same point, the later one covers the earlier.
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

    boolean allowsExecution() {
      return !options.contains("noexec");
    }
  }
}
