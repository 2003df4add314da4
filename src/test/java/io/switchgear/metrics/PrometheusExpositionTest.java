package io.switchgear.metrics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.metrics.BreakerMetrics.Result;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusExpositionTest {

  @Test
  void everyMetricStandsUnderItsNameWithBucketsUpToAnHour() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      ToolMetrics metrics =
          new ToolMetrics(
              "exposition_test",
              List.of("timeout"),
              new CallStatistics(CallStatistics.Limits.STANDARD));
      metrics.callStarted();
      metrics.callStarted();
      metrics.callStarted();
      metrics.callEnded("success", "none", Duration.ofMillis(20));
      metrics.callEnded("failure", "timeout", Duration.ofMinutes(40));
      BreakerMetrics breaker = new BreakerMetrics("exposition_test");
      breaker.bulkheadLimits(10, 0);
      breaker.call(Result.SUCCESS);
      breaker.call(Result.REJECTED);
      breaker.state(1);
      breaker.transition("closed", "open");

      List<String> expected =
          List.of(
              "mcp_tool_execution_total{tool=\"exposition_test\",status=\"success\",error_type=\"none\"}"
                  + " 1.0",
              "mcp_tool_execution_total{tool=\"exposition_test\",status=\"failure\",error_type=\"timeout\"}"
                  + " 1.0",
              "mcp_tool_execution_seconds_bucket{tool=\"exposition_test\",le=\"0.01\"} 0.0",
              "mcp_tool_execution_seconds_bucket{tool=\"exposition_test\",le=\"0.05\"} 1.0",
              "mcp_tool_execution_seconds_bucket{tool=\"exposition_test\",le=\"1800.0\"} 1.0",
              "mcp_tool_execution_seconds_bucket{tool=\"exposition_test\",le=\"3600.0\"} 2.0",
              "mcp_tool_execution_seconds_count{tool=\"exposition_test\"} 2.0",
              "mcp_tool_active{tool=\"exposition_test\"} 1.0",
              "mcp_tool_errors_total{tool=\"exposition_test\",error_type=\"timeout\"} 1.0",
              "circuit_breaker_state{name=\"exposition_test\"} 1.0",
              "circuit_breaker_calls_total{name=\"exposition_test\",result=\"rejected\"} 1.0",
              "circuit_breaker_transitions_total{name=\"exposition_test\",from_state=\"closed\",to_state=\"open\"}"
                  + " 1.0");
      List<String> lines = awaited(exposition, expected.getFirst());
      for (String line : expected) {
        assertTrue(lines.contains(sorted(line)), () -> "missing: " + line);
      }
    }
  }

  private static final String NONE = "{tool=\"untouched\",status=\"success\",error_type=\"none\"}";
  private static final String TIMEOUT =
      "{tool=\"untouched\",status=\"failure\",error_type=\"timeout\"}";

  @Test
  void everySeriesWithKnownLabelsIsThereBeforeItsFirstEvent() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      new ToolMetrics(
          "untouched", List.of("timeout"), new CallStatistics(CallStatistics.Limits.STANDARD));
      new BreakerMetrics("untouched");
      new HttpMetrics().register("/untouched");
      WebhookMetrics.register("untouched", List.of("delivered", "failed", "dropped"));
      AlertMetrics.firing("untouched", "port_scan", false);
      String transition = "circuit_breaker_transitions_total{name=\"untouched\",from_state=";
      List<String> expected =
          List.of(
              "mcp_tool_execution_total" + NONE + " 0.0",
              "mcp_tool_execution_total" + TIMEOUT + " 0.0",
              "mcp_tool_errors_total{tool=\"untouched\",error_type=\"timeout\"} 0.0",
              "mcp_tool_execution_seconds_bucket{tool=\"untouched\",le=\"0.001\"} 0.0",
              "mcp_tool_execution_seconds_bucket{tool=\"untouched\",le=\"3600.0\"} 0.0",
              "mcp_tool_execution_seconds_bucket{tool=\"untouched\",le=\"+Inf\"} 0.0",
              "mcp_tool_execution_seconds_count{tool=\"untouched\"} 0.0",
              "mcp_tool_execution_seconds_sum{tool=\"untouched\"} 0.0",
              "mcp_tool_active{tool=\"untouched\"} 0.0",
              "circuit_breaker_calls_total{name=\"untouched\",result=\"success\"} 0.0",
              "circuit_breaker_calls_total{name=\"untouched\",result=\"failure\"} 0.0",
              "circuit_breaker_calls_total{name=\"untouched\",result=\"rejected\"} 0.0",
              "circuit_breaker_calls_total{name=\"untouched\",result=\"unexpected_failure\"} 0.0",
              transition + "\"closed\",to_state=\"open\"} 0.0",
              transition + "\"closed\",to_state=\"half_open\"} 0.0",
              transition + "\"open\",to_state=\"half_open\"} 0.0",
              transition + "\"open\",to_state=\"closed\"} 0.0",
              transition + "\"half_open\",to_state=\"closed\"} 0.0",
              transition + "\"half_open\",to_state=\"open\"} 0.0",
              "circuit_breaker_mode{name=\"untouched\",mode=\"auto\"} 1.0",
              "circuit_breaker_mode{name=\"untouched\",mode=\"hold-open\"} 0.0",
              "circuit_breaker_mode{name=\"untouched\",mode=\"disabled\"} 0.0",
              "circuit_breaker_mode{name=\"untouched\",mode=\"metrics-only\"} 0.0",
              "http_requests_total{route=\"/untouched\",status_class=\"2xx\"} 0.0",
              "http_requests_total{route=\"/untouched\",status_class=\"5xx\"} 0.0",
              "http_request_seconds_bucket{route=\"/untouched\",le=\"60.0\"} 0.0",
              "http_request_seconds_count{route=\"/untouched\"} 0.0",
              "webhook_deliveries_total{hook=\"untouched\",result=\"delivered\"} 0.0",
              "webhook_deliveries_total{hook=\"untouched\",result=\"failed\"} 0.0",
              "webhook_deliveries_total{hook=\"untouched\",result=\"dropped\"} 0.0",
              "switchgear_alert_firing{alert=\"untouched\",tool=\"port_scan\"} 0.0");
      List<String> lines = awaited(exposition, expected.getLast());
      for (String line : expected) {
        assertTrue(lines.contains(sorted(line)), () -> "missing: " + line);
      }
    }
  }

  @Test
  void theSeriesOfPlacementsAreThereBeforeTheFirstOne() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      PlacementMetrics.register("untouched");
      for (String result : List.of("remote", "again", "lost", "refused")) {
        awaited(
            exposition,
            "mcp_tool_placements_total{tool=\"untouched\",result=\"%s\"} 0.0".formatted(result));
      }
    }
  }

  @Test
  void theSeriesOfAClusterAreThereBeforeTheSecondNode() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      RelayMetrics.register();
      LeaseMetrics.register();
      for (String series :
          List.of(
              "mcp_forwarded_requests_total{result=\"sent\"}",
              "mcp_forwarded_requests_total{result=\"unreachable\"}",
              "mcp_forwarded_requests_total{result=\"lost\"}",
              "cluster_lease_renewals_total{result=\"renewed\"}",
              "cluster_lease_renewals_total{result=\"failed\"}")) {
        Await.until(series, () -> text(exposition).contains(series));
      }
    }
  }

  @Test
  void theSeriesOfJobsAreThereBeforeTheFirstJob() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      JobMetrics.register(List.of("queued", "running", "partial"));
      JobMetrics.register("untouched", List.of("partial", "failed"));
      ScheduleMetrics.register("untouched");
      List<String> expected =
          List.of(
              "scan_jobs{state=\"queued\"} 0.0",
              "scan_jobs{state=\"running\"} 0.0",
              "scan_jobs_ended_total{tool=\"untouched\",state=\"partial\"} 0.0",
              "scan_jobs_ended_total{tool=\"untouched\",state=\"failed\"} 0.0",
              "scan_jobs_stuck 0.0",
              "scan_blocks_total{result=\"done\"} 0.0",
              "scan_blocks_total{result=\"failed\"} 0.0",
              "scan_blocks_total{result=\"returned\"} 0.0",
              "scan_blocks_total{result=\"lost\"} 0.0",
              "scan_hosts_total 0.0",
              "scan_budget_waits_total 0.0",
              "scan_queue_depth 0.0",
              "scan_queue_wait_seconds_bucket{le=\"1.0\"} 0.0",
              "scan_queue_wait_seconds_bucket{le=\"86400.0\"} 0.0",
              "scan_queue_wait_seconds_bucket{le=\"+Inf\"} 0.0",
              "scan_queue_wait_seconds_count 0.0",
              "scan_queue_wait_seconds_sum 0.0",
              "scan_schedule_missed_total{tool=\"untouched\"} 0.0",
              "scan_schedule_runs_total{tool=\"untouched\",result=\"changed\"} 0.0",
              "scan_schedule_runs_total{tool=\"untouched\",result=\"refused\"} 0.0",
              "scan_schedule_runs_total{tool=\"untouched\",result=\"incomplete\"} 0.0");
      List<String> lines = awaited(exposition, expected.getLast());
      for (String line : expected) {
        assertTrue(
            lines.contains(sorted(line)),
            () -> "missing: " + line + " of " + String.join("\n", lines));
      }
      JobMetrics.waited(Duration.ofSeconds(45));
      JobMetrics.ended("untouched", "partial");
      List<String> after = awaited(exposition, "scan_queue_wait_seconds_count 1.0");
      for (String line :
          List.of(
              "scan_queue_wait_seconds_bucket{le=\"30.0\"} 0.0",
              "scan_queue_wait_seconds_bucket{le=\"60.0\"} 1.0",
              "scan_jobs_ended_total{tool=\"untouched\",state=\"partial\"} 1.0")) {
        assertTrue(after.contains(sorted(line)), () -> "missing: " + line);
      }
    }
  }

  @Test
  void noFigureOfTheProcessIsShownBeforeItWasRead() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      Await.until(
          "the figure of the threads",
          () -> {
            String text = text(exposition);
            boolean read = text.contains("\njvm_threads_live ");
            assertTrue(read || !text.contains("jvm_threads"), text);
            return read;
          });
      assertFalse(text(exposition).contains("\njvm_threads_live 0.0\n"));
    }
  }

  private static List<String> awaited(PrometheusExposition exposition, String line) {
    return Await.value(line, () -> lines(text(exposition)), lines -> lines.contains(sorted(line)));
  }

  private static String text(PrometheusExposition exposition) {
    return exposition.text().toCompletableFuture().join();
  }

  /** Finds a series; its labels may be in any order. */
  private static List<String> lines(String text) {
    return text.lines().map(PrometheusExpositionTest::sorted).toList();
  }

  private static String sorted(String line) {
    int open = line.indexOf('{');
    int close = line.lastIndexOf('}');
    if (open < 0 || close < open) {
      return line;
    }
    String[] labels = line.substring(open + 1, close).split(",");
    java.util.Arrays.sort(labels);
    return line.substring(0, open) + String.join(",", labels) + line.substring(close + 1);
  }
}
