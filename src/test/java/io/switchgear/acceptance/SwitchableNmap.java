package io.switchgear.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A program in the place of nmap, which can fail on demand and run the real nmap again. */
final class SwitchableNmap {

  /** A kind of failure. {@code --version} is answered correctly in all modes. */
  enum Mode {
    HANG("sh -c 'while :; do sleep 1; done' \"$0\" & wait"),
    /** Runs the real nmap, once {@link SwitchableNmap#go} was called. */
    WAIT("while [ ! -e \"$0.go\" ]; do sleep 0.05; done; exec nmap \"$@\""),
    CRASH("kill -SEGV $$"),
    FLOOD("echo '<nmaprun scanner=\"nmap\">'; exec yes '<!-- noise -->'"),
    BROKEN_XML("echo '<?xml version=\"1.0\"?><nmaprun><host><oops>'"),
    REAL("exec nmap \"$@\"");

    private final String body;

    Mode(String body) {
      this.body = body;
    }
  }

  private final Path program;

  SwitchableNmap(Path folder) {
    this.program = folder.resolve("switchgear-fake-nmap");
  }

  Path program() {
    return program;
  }

  void become(Mode mode) {
    String script =
        """
        #!/bin/sh
        case "$*" in *--version*) exec nmap --version;; esac
        %s
        """
            .formatted(mode.body);
    try {
      Path fresh = Files.createTempFile(program.getParent(), "fake", ".sh");
      Files.writeString(fresh, script);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void go() {
    try {
      Files.createFile(Path.of(program + ".go"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Whether it runs for a call. A server also asks for its version, and tries it when it starts.
   */
  boolean runsACall() {
    return leftOver().stream().anyMatch(line -> line.contains(" -oX "));
  }

  /** Command lines of live processes that mention the program. */
  List<String> leftOver() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
          .map(SwitchableNmap::commandLine)
          .filter(line -> line.contains(program.toString()))
          .filter(line -> !line.contains("java"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String commandLine(Path process) {
    try {
      byte[] raw = Files.readAllBytes(process.resolve("cmdline"));
      return new String(raw, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
