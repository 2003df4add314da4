package io.switchgear.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Runs scripts of the test resources with Debian's Python, which has the packages for nmap's XML.
 */
public final class Python {

  private Python() {}

  /** The standard output of the script; fails if the script fails. */
  public static String run(Path folder, String script, String argument) throws Exception {
    Path file = folder.resolve(script);
    try (InputStream in = Python.class.getResourceAsStream("/" + script)) {
      Files.copy(Objects.requireNonNull(in), file, StandardCopyOption.REPLACE_EXISTING);
    }
    Path out = folder.resolve(script + ".out");
    Process process =
        new ProcessBuilder("/usr/bin/python3", file.toString(), argument)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(out));
    return text(out);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
