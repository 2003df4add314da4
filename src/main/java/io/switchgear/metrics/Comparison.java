package io.switchgear.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** The difference between two snapshots as JSON. */
final class Comparison {

  private Comparison() {}

  /**
   * @param from the earlier snapshot
   */
  static ObjectNode of(Snapshot from, Snapshot to) {
    ObjectNode json = MetricsJson.object();
    json.set("from", MetricsJson.head(from));
    json.set("to", MetricsJson.head(to));
    double seconds = Duration.between(from.at(), to.at()).toNanos() / 1e9;
    json.put("seconds", Math.max(0, seconds));
    json.putObject("system")
        .put("requests", increase(from.system().requests(), to.system().requests()))
        .put("errors", increase(from.system().errors(), to.system().errors()));
    ObjectNode tools = json.putObject("tools");
    TreeSet<String> names = new TreeSet<>(from.tools().keySet());
    names.addAll(to.tools().keySet());
    for (String name : names) {
      tools.set(
          name,
          tool(
              from.tools().getOrDefault(name, ToolFigures.NONE),
              to.tools().getOrDefault(name, ToolFigures.NONE),
              seconds));
    }
    return json;
  }

  private static ObjectNode tool(ToolFigures from, ToolFigures to, double seconds) {
    boolean restarted = to.executions() < from.executions();
    ToolFigures base = restarted ? ToolFigures.NONE : from;
    long ran = to.ran() - base.ran();
    ObjectNode json =
        MetricsJson.object()
            .put("began_anew", restarted)
            .put("executions", to.executions() - base.executions())
            .put("successes", to.successes() - base.successes())
            .put("failures", to.failures() - base.failures())
            .put("rejected", to.count(CallOutcome.REJECTED) - base.count(CallOutcome.REJECTED));
    MetricsJson.put(
        json, "rate_per_second", Slice.ratio(to.executions() - base.executions(), seconds));
    MetricsJson.put(json, "failure_rate", Slice.ratio(to.failures() - base.failures(), ran));
    MetricsJson.put(json, "avg_seconds", Slice.ratio(to.seconds() - base.seconds(), ran));
    change(json, "success_rate", from.successRate(), to.successRate());
    change(json, "p50_seconds", from.p50(), to.p50());
    change(json, "p95_seconds", from.p95(), to.p95());
    change(json, "p99_seconds", from.p99(), to.p99());
    return json;
  }

  private static void change(ObjectNode json, String name, OptionalDouble from, OptionalDouble to) {
    ObjectNode both = json.putObject(name);
    MetricsJson.put(both, "from", from);
    MetricsJson.put(both, "to", to);
    MetricsJson.put(
        both,
        "change",
        from.isPresent() && to.isPresent()
            ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
            : OptionalDouble.empty());
  }

  private static long increase(long from, long to) {
    return to < from ? to : to - from;
  }
}
