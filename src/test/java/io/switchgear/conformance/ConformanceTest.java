package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both pinned versions of the official conformance suite against its fixtures on the real server,
 * without a list of expected failures. {@code ./sbt test} installs the suite.
 */
@Tag("conformance")
@Tag("network")
@Tag("process")
class ConformanceTest {

  private static final Path MODULES = Path.of("target", "test-js", "node_modules");
  private static final String PINNED = "@modelcontextprotocol/conformance";
  private static final String STABLE = "conformance-0.1";

  private static FixtureServer server;

  @TempDir private Path results;

  @BeforeAll
  static void start() {
    server = FixtureServer.start(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The scenarios of the extension for tasks, which this run includes, with their checks. */
  private static final Map<String, Integer> TASKS =
      Map.of(
          "tasks-lifecycle", 9,
          "tasks-capability-negotiation", 5,
          "tasks-wire-fields", 4,
          "tasks-request-state-removal", 3,
          "tasks-mrtr-input", 4,
          "tasks-request-headers", 5,
          "tasks-dispatch-and-envelope", 9,
          "tasks-status-notifications", 0,
          "tasks-required-task-error", 3,
          "tasks-mrtr-composition", 2);

  @Test
  void meetsTheRequirementsOfTheModernEraAndOfTasks() throws Exception {
    String summary = run(PINNED, "--requirements", "2026-07-28");
    allPass(summary);
    TASKS.forEach(
        (scenario, checks) ->
            assertTrue(
                summary.contains("%s: %d passed, 0 failed".formatted(scenario, checks)),
                () -> scenario + "\n" + summary));
  }

  @Test
  void meetsTheRequirementsOfTheLegacyEra() throws Exception {
    allPass(run(PINNED, "--requirements", "2025-11-25"));
  }

  @Test
  void passesEveryModernScenario() throws Exception {
    allPass(run(PINNED, "--suite", "all", "--spec-version", "2026-07-28"));
  }

  @Test
  void passesEveryScenarioOfTheStableSuite() throws Exception {
    allPass(run(STABLE, "--suite", "all"));
  }

  private static void allPass(String summary) {
    Pattern total = Pattern.compile("(?m)^Total: [1-9][0-9]* passed, 0 failed");
    assertTrue(total.matcher(summary).find(), summary);
  }

  /** The suite's summary. Fails if the suite reports a failure. */
  private String run(String suite, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                MODULES.resolve(".bin/node").toString(),
                MODULES.resolve(suite).resolve("dist/index.js").toString(),
                "server",
                "--url",
                server.mcp().toString(),
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
}
