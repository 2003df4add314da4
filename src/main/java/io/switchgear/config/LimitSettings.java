package io.switchgear.config;

/**
 * How much one principal may use, of all nodes of a cluster together. 0 means no limit.
 *
 * @param local whether the caller of a loopback server without authentication is limited too
 * @param requestsPerSecond requests to {@code /mcp}, 0 to 1,000,000
 * @param burst requests that may come at once after a pause, 1 to 1,000,000
 * @param callsPerMinute calls of one tool, 0 to 1,000,000; as many may come at once after a pause
 * @param concurrentCalls calls of all tools that run at once, 0 to 1,000,000
 * @param streams open at once, 0 to 1,000,000
 * @param maxKept token buckets at once, 100 to 1,000,000; a full bucket is dropped
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
    new Check()
        .range("requestsPerSecond", requestsPerSecond, 0, MOST)
        .range("burst", burst, 1, MOST)
        .range("callsPerMinute", callsPerMinute, 0, MOST)
        .range("concurrentCalls", concurrentCalls, 0, MOST)
        .range("streams", streams, 0, MOST)
        .range("maxKept", maxKept, 100, MOST)
        .done();
  }
}
