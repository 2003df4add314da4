package io.switchgear.config;

/**
 * How much one principal may take. 0 sets no limit.
 *
 * @param local whether the caller of a loopback server without authentication has limits too
 * @param requestsPerSecond of all requests to {@code /mcp}, 0 to 1,000,000
 * @param burst requests that may come at once after a pause, 1 to 1,000,000
 * @param callsPerMinute of one tool, 0 to 1,000,000; as many may come at once after a pause
 * @param concurrentCalls under way at once, of all tools, 0 to 1,000,000
 * @param streams open at once, 0 to 1,000,000
 * @param maxKept buckets at once, 100 to 1,000,000; full ones take no room for long
 */
public record LimitSettings(
    boolean local,
    int requestsPerSecond,
    int burst,
    int callsPerMinute,
    int concurrentCalls,
    int streams,
    int maxKept) {

  private static final int MOST = 1_000_000;

  public LimitSettings {
    new Check("switchgear.limits")
        .range("requests-per-second", requestsPerSecond, 0, MOST)
        .range("burst", burst, 1, MOST)
        .range("calls-per-minute", callsPerMinute, 0, MOST)
        .range("concurrent-calls", concurrentCalls, 0, MOST)
        .range("streams", streams, 0, MOST)
        .range("max-kept", maxKept, 100, MOST)
        .done();
  }
}
