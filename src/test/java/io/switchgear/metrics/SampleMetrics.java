package io.switchgear.metrics;

import java.time.Duration;
import java.util.List;

/** A server's metrics with a manual clock and known calls. */
public final class SampleMetrics {

  private final Ticker ticker = new Ticker(CallStatistics.Limits.STANDARD);
  private final HttpMetrics http = new HttpMetrics();

  public final MetricsRegistry registry =
      new MetricsRegistry(ticker.calls, http, () -> List.of("never"), ticker.wall);

  /** Four calls of two tools within one minute, and three HTTP requests. */
  public SampleMetrics() {
    http.connected();
    http.answered(HttpMetrics.NO_ROUTE, 200, Duration.ofMillis(3));
    http.answered(HttpMetrics.NO_ROUTE, 404, Duration.ofMillis(3));
    http.answered(HttpMetrics.NO_ROUTE, 503, Duration.ofMillis(3));
    ticker.call("a", CallOutcome.SUCCESS, Duration.ofMillis(1_250));
    ticker.call("a", CallOutcome.ERROR, Duration.ofSeconds(2));
    ticker.call("a", CallOutcome.REJECTED, Duration.ZERO);
    ticker.call("b", CallOutcome.TIMEOUT, Duration.ofSeconds(30));
    ticker.pass(Duration.ofSeconds(30));
  }

  /** Two more minutes, with a call of {@code a} at their end. */
  public void goOn() {
    ticker.pass(Duration.ofMinutes(2));
    ticker.call("a", CallOutcome.SUCCESS, Duration.ofMillis(7));
    http.answered(HttpMetrics.NO_ROUTE, 200, Duration.ofMillis(3));
  }
}
