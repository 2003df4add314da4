package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of its scan jobs to Prometheus, and which alerts it fires. */
@Tag("network")
@Tag("process")
class JobMetricsTest {

  private static final String JOB =
      "{\"tool\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\",\"127.0.0.2\"],\"ports\":\"1\"}}";

  @TempDir private Path folder;

  /** The samples of jobs and schedules; each label set is sorted. */
  private static Map<String, Double> samples(OperatorDesk desk) {
    Map<String, Double> samples = new TreeMap<>();
    text(desk)
        .lines()
        .filter(line -> line.startsWith("scan_"))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              samples.put(line.substring(0, end), Double.valueOf(line.substring(end)));
            });
    return samples;
  }

  private static String text(OperatorDesk desk) {
    try {
      return desk.get("/metrics").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The sum over the series of a metric that contain a label. */
  private static double value(Map<String, Double> samples, String metric, String label) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().split("\\{")[0].equals(metric))
        .filter(sample -> sample.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  private static String ended(String state) {
    return "state=\"" + state + "\"";
  }

  private static JsonNode alert(OperatorDesk desk, String name) {
    try {
      for (JsonNode alert : OperatorDesk.json(desk.get("/api/v1/alerts")).path("alerts")) {
        if (alert.path("name").asText().equals(name)) {
          return alert;
        }
      }
      return OperatorDesk.JSON.missingNode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void jobsAreCountedAndAnIncompleteOneFiresAnAlert() throws Exception {
    Map<String, String> environment =
        Map.of(
            "SWITCHGEAR_DRILLS_ENABLED", "true",
            "SWITCHGEAR_TOOLS_DEFAULT_BREAKER_FAILURE_THRESHOLD", "100",
            "SWITCHGEAR_ALERTS_INTERVAL", "200ms");
    try (ServerProcess server = ServerProcess.start(folder, environment);
        OperatorDesk desk = new OperatorDesk(server.url())) {
      Map<String, Double> atRest =
          Await.value(
              "the series of jobs",
              () -> samples(desk),
              samples -> value(samples, "scan_queue_wait_seconds_count", "") == 0);
      assertTrue(atRest.values().stream().allMatch(value -> value == 0), atRest::toString);
      for (String state :
          new String[] {"queued", "planning", "running", "pausing", "paused", "cancelling"}) {
        assertEquals(0, value(atRest, "scan_jobs", ended(state)), state);
      }
      for (String state : new String[] {"cancelled", "completed", "partial", "failed"}) {
        assertEquals(0, value(atRest, "scan_jobs", ended(state)), state);
        assertEquals(0, value(atRest, "scan_jobs_ended_total", ended(state)), state);
      }
      for (String result : new String[] {"done", "failed", "returned", "lost"}) {
        assertEquals(0, value(atRest, "scan_blocks_total", result), result);
      }

      JobsHttp jobs = new JobsHttp(server.url());
      jobs.until(jobs.start(JOB), "completed");
      Map<String, Double> after =
          Await.value(
              "a completed job",
              () -> samples(desk),
              samples -> value(samples, "scan_jobs", ended("completed")) == 1);
      assertEquals(1, value(after, "scan_jobs_ended_total", ended("completed")));
      assertEquals(0, value(after, "scan_jobs_ended_total", ended("failed")));
      assertEquals(1, value(after, "scan_blocks_total", "done"));
      assertEquals(2, value(after, "scan_hosts_total", ""));
      assertEquals(1, value(after, "scan_queue_wait_seconds_count", ""));
      assertEquals(1, value(after, "scan_queue_wait_seconds_bucket", "le=\"86400.0\""));
      assertTrue(alert(desk, "job_partial").isMissingNode());

      desk.order("/api/v1/drills/port_scan", "{\"fault\":\"fail\",\"times\":50}");
      jobs.until(jobs.start(JOB), "failed");
      Map<String, Double> failed =
          Await.value(
              "a failed job",
              () -> samples(desk),
              samples -> value(samples, "scan_jobs", ended("failed")) == 1);
      assertEquals(1, value(failed, "scan_jobs_ended_total", ended("failed")));
      assertTrue(value(failed, "scan_blocks_total", "failed") >= 1, failed::toString);
      assertEquals(0, value(failed, "scan_jobs_stuck", ""));
      JsonNode alert =
          Await.value(
              "the alert", () -> alert(desk, "job_partial"), found -> !found.isMissingNode());
      assertEquals("firing", alert.path("state").asText());
      assertEquals("port_scan", alert.path("tool").asText());
      assertEquals(
          "'port_scan': incomplete_jobs of the last 1h is 1.00, above 0.00",
          alert.path("message").asText());
      assertEquals("", Promtool.run(folder, text(desk), "check", "metrics"));
    }
  }
}
