package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands about schedules with a whole server, whose jobs scan this machine. */
@Tag("network")
@Tag("process")
class SchedulesCommandTest {

  private static Switchgear server;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void serve(@TempDir Path folder) {
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of("switchgear.http.port", "0", "switchgear.data-dir", folder.toString())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private int run(String line) {
    return terminal.run(
        Stream.concat(
                Stream.of(line.split(" "))
                    .map(word -> word.equals("NIGHTLY") ? "30 2 * * 1-5" : word),
                Stream.of("--url", server.url().orElseThrow().toString()))
            .toArray(String[]::new));
  }

  private String shown(String line) {
    terminal.out.getBuffer().setLength(0);
    assertEquals(0, run(line), terminal.err::toString);
    return terminal.out.toString();
  }

  private JsonNode json(String line) throws Exception {
    return McpClient.JSON.readTree(shown(line + " -o json"));
  }

  @Test
  void aScheduleIsCreatedRunComparedAndDeleted() throws Exception {
    String created =
        shown(
            "schedules create --name lab --cron NIGHTLY --zone Europe/Berlin --jitter 10m"
                + " --tool port_scan --ports 9 --keep-runs 5 127.0.0.1");
    assertTrue(
        created.matches("(?s)Schedule lab \\([0-9a-f]{32}\\) is enabled, next run .*"), created);
    assertTrue(shown("schedules").contains("30 2 * * 1-5"));
    String shown = shown("schedules show lab");
    assertTrue(
        shown.contains("Times      30 2 * * 1-5 in Europe/Berlin, later by up to 10 min"), shown);
    assertTrue(shown.contains("Kept       5 jobs"), shown);
    assertEquals(4, shown("schedules next lab -n 3").lines().count());
    assertEquals("The schedule has not run yet.\n", shown("schedules runs lab"));
    for (int run = 1; run <= 2; run++) {
      int expected = run;
      assertTrue(shown("schedules run lab").startsWith("The run is job "));
      Await.until(
          "the end of run " + run,
          () -> {
            JsonNode runs = json("schedules runs lab").path("runs");
            return runs.size() == expected && runs.at("/0/state").asText().equals("ended");
          });
    }
    JsonNode last = json("schedules runs lab").at("/runs/0");
    assertEquals("completed", last.path("job_state").asText(), last::toString);
    assertEquals("manual", last.path("kind").asText());
    assertEquals(0, last.at("/changes/ports_opened").asInt(-1), last::toString);
    assertTrue(shown("schedules runs lab").contains("+0 -0 ~0 hosts"));
    assertTrue(shown("schedules list -o csv").startsWith("id,name,principal,enabled,cron,"));
    assertTrue(shown("schedules disable lab").contains("is disabled."));
    assertTrue(shown("schedules next lab").startsWith("The schedule is disabled; "));
    assertTrue(shown("schedules enable lab").contains("is enabled, next run "));
    assertTrue(shown("schedules delete lab").contains("is deleted; its jobs stay."));
    assertEquals(2, run("schedules show lab"));
  }

  @ParameterizedTest
  @CsvSource({
    "schedules create 127.0.0.1, 2, --cron",
    "schedules create --name x --cron daily --tool port_scan 127.0.0.1, 2, 30 2 * * 1-5",
    "schedules create --name x --cron @daily --zone Berlin --tool port_scan ::1, 2, Europe/Berlin",
    "schedules create --name x --cron @daily --tool port_scan --missed no ::1, 2, 'skip, once or"
        + " all'",
    "schedules create --name x --cron @daily, 2, no targets",
    "schedules show nothing, 2, there is no schedule",
    "schedules list --limit 0, 2, limit",
  })
  void anInvalidCommandSaysWhatIsAllowed(String line, int code, String words) {
    assertEquals(code, run(line), terminal.err::toString);
    assertTrue(terminal.err.toString().contains(words), terminal.err::toString);
  }
}
