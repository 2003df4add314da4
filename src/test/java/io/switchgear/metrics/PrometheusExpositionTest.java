package io.switchgear.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.metrics.BreakerMetrics.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PrometheusExpositionTest {

  @Test
  void d12_everyMetricStandsUnderItsNameWithBucketsUpToAnHour() {
    try (PrometheusExposition exposition = new PrometheusExposition()) {
      ToolMetrics metrics =
          new ToolMetrics("exposition_test", new CallStatistics(CallStatistics.Limits.STANDARD));
      metrics.callStarted();
      metrics.callStarted();
      metrics.callStarted();
      metrics.callEnded("success", "none", Duration.ofMillis(20));
      metrics.callEnded("failure", "timeout", Duration.ofMinutes(40));
      BreakerMetrics breaker = new BreakerMetrics("exposition_test", 10, 0);
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
      String text = exposition.text().toCompletableFuture().join();
      for (int i = 0; i < 300 && !lines(text).contains(sorted(expected.getFirst())); i++) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        text = exposition.text().toCompletableFuture().join();
      }
      for (String line : expected) {
        assertTrue(lines(text).contains(sorted(line)), () -> "missing: " + line);
      }
    }
  }

  /** Labels may come in any order. */
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
