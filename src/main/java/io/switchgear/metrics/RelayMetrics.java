package io.switchgear.metrics;

import java.util.Locale;
import kamon.Kamon;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** The metrics of requests whose session is at another node; all 0 on a server that is alone. */
public final class RelayMetrics {

  private static final Metric.Counter FORWARDED =
      Kamon.counter(
          "mcp_forwarded_requests", "Requests of clients here whose session is at another node");

  private RelayMetrics() {}

  /** What became of such a request. */
  public enum Result {
    /** It was sent to the node that has the session. */
    SENT,
    /** That node could not be reached, so it was refused. */
    UNREACHABLE,
    /** It was sent, and that node was lost before the answer. */
    LOST
  }

  /** Creates the series at 0. */
  public static void register() {
    for (Result result : Result.values()) {
      counter(result).increment(0);
    }
  }

  public static void count(Result result) {
    counter(result).increment();
  }

  private static kamon.metric.Counter counter(Result result) {
    return FORWARDED.withTags(TagSet.of("result", result.name().toLowerCase(Locale.ROOT)));
  }
}
