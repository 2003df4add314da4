package io.switchgear.tools.nmap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * A fake nmap: prints a version, and otherwise runs shell code. Each test writes its own in a
 * separate folder, whose name marks its processes.
 */
final class FakeNmap {

  static final String HEAD =
      "<?xml version=\"1.0\"?><!DOCTYPE nmaprun><nmaprun scanner=\"nmap\" version=\"7.99\">";

  static final String TAIL =
      "<runstats><finished elapsed=\"0.5\" exit=\"success\"/></runstats></nmaprun>";

  private final Path program;

  private FakeNmap(Path program) {
    this.program = program;
  }

  static FakeNmap writing(Path folder, String version, String shell) {
    try {
      Path program = folder.resolve("nmap");
      Files.writeString(
          program,
          """
          #!/bin/sh
          if [ "$1" = --version ]; then
          %s
          exit 0
          fi
          %s
          """
              .formatted(version, shell));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new FakeNmap(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param shell code that runs instead of a scan
   */
  static FakeNmap doing(Path folder, String shell) {
    return writing(folder, "echo 'Nmap version 7.99 ( https://nmap.org )'", shell);
  }

  /** A shell command that prints the text. */
  static String print(String text) {
    return "cat <<'END'\n" + text + "\nEND\n";
  }

  static String host(String address) {
    return "<host><status state=\"up\" reason=\"r\"/><address addr=\""
        + address
        + "\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\""
        + " reason=\"syn-ack\"/></port></ports></host>";
  }

  String path() {
    return program.toString();
  }

  /** The number of processes with this text in their command lines. */
  static long processesNaming(String mark) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
          .filter(entry -> names(entry, mark))
          .count();
    }
  }

  private static boolean names(Path entry, String mark) {
    try {
      return Files.readString(entry.resolve("cmdline")).contains(mark);
    } catch (IOException | UncheckedIOException gone) {
      return false;
    }
  }
}
