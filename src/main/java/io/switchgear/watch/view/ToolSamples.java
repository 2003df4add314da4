package io.switchgear.watch.view;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.supervisor.SupervisedTools;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes samples of tools; this reads published state and sends no message. */
public final class ToolSamples {

  private final CallStatistics statistics;

  public ToolSamples(CallStatistics statistics) {
    this.statistics = statistics;
  }

  ToolSampleJson of(BreakerSnapshot breaker) {
    return ToolSampleJson.of(breaker, statistics.minute(breaker.name()));
  }

  /** Of all tools, as the event stream carries it. */
  public ToolSampleJson.All all(SupervisedTools tools) {
    Map<String, ToolSampleJson> samples = new LinkedHashMap<>();
    tools.snapshots().forEach(breaker -> samples.put(breaker.name(), of(breaker)));
    return new ToolSampleJson.All(ToolSampleJson.All.TYPE, Instant.now(), samples);
  }
}
