package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The official conformance suite, as {@code ./sbt test} has installed it. */
final class ConformanceSuite {

  static final String PINNED = "@modelcontextprotocol/conformance";
  static final String STABLE = "conformance-0.1";

  private static final Path MODULES = Path.of("target", "test-js", "node_modules");

  private ConformanceSuite() {}

  /**
   * Runs the suite against a server, and returns its summary. Fails if the suite reports a failure.
   *
   * @param results folder for its files
   */
  static String run(URI server, Path results, String suite, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                MODULES.resolve(".bin/node").toString(),
                MODULES.resolve(suite).resolve("dist/index.js").toString(),
                "server",
                "--url",
                server.toString(),
                "-o",
                results.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    int exit = process.waitFor();
    String summary = output.substring(Math.max(0, output.indexOf("=== SUMMARY ===")));
    System.out.println(suite + " " + String.join(" ", options) + "\n" + summary);
    assertEquals(0, exit, () -> String.join(" ", command) + "\n" + summary);
    return summary;
  }

  static void allPass(String summary) {
    Pattern total = Pattern.compile("(?m)^Total: [1-9][0-9]* passed, 0 failed");
    assertTrue(total.matcher(summary).find(), summary);
  }
}
