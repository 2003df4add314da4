package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program {@code promtool}. */
final class Promtool {

  private Promtool() {}

  /**
   * What it prints; fails if its exit code is not 0.
   *
   * @param folder for its input and output
   */
  static String run(Path folder, String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "promtool", ".log");
    Path file = Files.writeString(Files.createTempFile(folder, "promtool", ".in"), input);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(file.toFile())
            .redirectOutput(output.toFile())
            .start();
    int code = Await.exit("the end of " + command, process);
    String said = Files.readString(output);
    assertEquals(0, code, () -> command + ": " + said);
    return said;
  }
}
