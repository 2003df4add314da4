package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.SwitchableNmap.Mode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with real scanners: their processes, and a breaker that opens. */
@Tag("network")
@Tag("process")
class JobScannersTest {

  @TempDir Path folder;

  private static List<ProcessHandle> scanners() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().command().filter(path -> path.endsWith("/nmap")).isPresent())
        .toList();
  }

  /** {@code cancelled} and {@code paused} are told only when no scanner is left. */
  @Test
  void noScannerOutlivesItsJob() throws IOException {
    try (RunningServer server =
        RunningServer.start(folder, Map.of("switchgear.jobs.block-hosts", "8"))) {
      JobsHttp jobs = new JobsHttp(server.mcp());
      String id =
          jobs.start(
              """
              {"tool": "nmap", "rate": 40,
               "arguments": {"targets": ["127.0.0.0/24"], "ports": "1-500"}}\
              """);
      for (String[] order : new String[][] {{"pause", "paused"}, {"cancel", "cancelled"}}) {
        Await.until("scanners", () -> !scanners().isEmpty());
        jobs.control(id, order[0]);
        jobs.until(id, order[1]);
        assertEquals(List.of(), scanners(), order[1]);
        if (order[0].equals("pause")) {
          jobs.control(id, "resume");
        }
      }
    }
  }

  /** The rate of the whole job is divided among its scanners. */
  @Test
  void theScannersGetTheirShareOfTheRate() throws IOException {
    try (RunningServer server =
        RunningServer.start(folder, Map.of("switchgear.jobs.block-hosts", "8"))) {
      JobsHttp jobs = new JobsHttp(server.mcp());
      String id =
          jobs.start(
              """
              {"tool": "nmap", "rate": 200,
               "arguments": {"targets": ["127.0.0.0/25"], "ports": "1-200"}}\
              """);
      Await.until("scanners", () -> scanners().size() > 1);
      int sum = 0;
      for (ProcessHandle scanner : scanners()) {
        List<String> argv = List.of(scanner.info().arguments().orElse(new String[0]));
        int at = argv.indexOf("--max-rate");
        if (at >= 0) {
          sum += Integer.parseInt(argv.get(at + 1));
        }
      }
      assertTrue(sum > 0 && sum <= 200, "" + sum);
      jobs.control(id, "cancel");
      jobs.until(id, "cancelled");
    }
  }

  /** Crashes open the breaker; the job waits, says so, and goes on when the tool works again. */
  @Test
  void anOpenBreakerPausesAJobAndItGoesOn() throws IOException {
    SwitchableNmap nmap = new SwitchableNmap(folder);
    nmap.become(Mode.CRASH);
    try (RunningServer server =
        RunningServer.start(
            folder.resolve("data"),
            Map.of(
                "switchgear.tools.nmap.command",
                nmap.program().toString(),
                "switchgear.tools.nmap.retry",
                "no",
                "switchgear.tools.nmap.breaker.failure-threshold",
                "2",
                "switchgear.tools.nmap.breaker.recovery-timeout",
                "2s",
                "switchgear.jobs.block-hosts",
                "8"))) {
      JobsHttp jobs = new JobsHttp(server.mcp());
      String id =
          jobs.start(
              """
              {"tool": "nmap", "arguments": {"targets": ["127.0.0.0/28"], "ports": "1"}}\
              """);
      Await.until(
          "the reason",
          () -> jobs.job(id).path("waiting").asText().contains("breaker of 'nmap' is open"));
      JsonNode waiting = jobs.job(id);
      assertEquals("running", waiting.path("state").asText(), waiting::toString);
      assertFalse(waiting.path("finished_at").isTextual());
      nmap.become(Mode.REAL);
      JsonNode ended = jobs.ended(id);
      assertEquals("completed", ended.path("state").asText(), ended::toString);
      assertEquals(16, jobs.hosts(id).size());
      assertTrue(ended.path("blocks_failed").asLong() > 0);
    }
  }
}
