package io.switchgear.watch.health;

import io.switchgear.watch.health.HealthReport.CheckResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The immutable state of a running round.
 *
 * @param startedAt on the monotonic clock
 * @param results known so far, by name of the check
 * @param waiting the requests that wait for the report
 */
record Round(
    long number,
    long startedAt,
    Map<String, CheckResult> results,
    List<Consumer<HealthReport>> waiting) {

  static Round number(long number, long startedAt) {
    return new Round(number, startedAt, Map.of(), List.of());
  }

  Round with(CheckResult result) {
    Map<String, CheckResult> more = new HashMap<>(results);
    more.put(result.name(), result);
    return new Round(number, startedAt, Map.copyOf(more), waiting);
  }

  Round with(Consumer<HealthReport> asker) {
    List<Consumer<HealthReport>> more = new ArrayList<>(waiting);
    more.add(asker);
    return new Round(number, startedAt, results, List.copyOf(more));
  }
}
