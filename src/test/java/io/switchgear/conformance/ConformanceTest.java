package io.switchgear.conformance;

import static io.switchgear.conformance.ConformanceSuite.PINNED;
import static io.switchgear.conformance.ConformanceSuite.STABLE;
import static io.switchgear.conformance.ConformanceSuite.allPass;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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

  private String run(String suite, String... options) throws IOException, InterruptedException {
    return ConformanceSuite.run(server.mcp(), results, suite, options);
  }
}
