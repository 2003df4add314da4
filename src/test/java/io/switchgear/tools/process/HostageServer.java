package io.switchgear.tools.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a {@link Hostage}.
 *
 * @param before the command that starts the JVM
 * @param classPath the JVM's class path
 */
record HostageServer(Containment level, List<String> before, List<Path> classPath) {

  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  static HostageServer of(Containment level) {
    List<Path> classPath =
        Stream.of(ProcessLauncher.class, Hostage.class).map(HostageServer::location).toList();
    return new HostageServer(level, List.of(), classPath);
  }

  HostageServer under(String... starter) {
    return new HostageServer(level, List.of(starter), classPath);
  }

  /**
   * Starts it as an unprivileged user, with copies of the classes, because that user cannot read
   * the originals.
   *
   * @param folder the folder for the copies
   */
  HostageServer asNobody(Path folder) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (Path original : classPath) {
      Path copy = folder.resolve("" + copies.size()).resolve(original.getFileName());
      try (Stream<Path> files = Files.walk(original)) {
        files
            .filter(file -> Files.isRegularFile(file))
            .filter(file -> file.equals(original) || file.toString().contains("/tools/"))
            .forEach(file -> copy(file, copy.resolve(original.relativize(file))));
      }
      copies.add(copy);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(file -> file.toFile().setReadable(true, false));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isDirectory).forEach(made -> made.toFile().setExecutable(true, false));
    }
    return new HostageServer(level, AS_NOBODY, copies);
  }

  Process start(String... argv) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            Hostage.class.getName(),
            level.name()));
    command.addAll(List.of(argv));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
