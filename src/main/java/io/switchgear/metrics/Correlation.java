package io.switchgear.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Which tools failed in the same minutes. The coefficient is phi, Pearson's coefficient for two
 * binary variables (Yule 1912): 1 if they failed in exactly the same minutes, 0 if they are
 * independent.
 */
final class Correlation {

  static final int MINUTES = 60;
  static final int MAX_PAIRS = 50;

  private Correlation() {}

  private record Pair(String one, String other, int together, OptionalDouble phi) {}

  /**
   * @param failed for each tool a bit per minute of the last hour, set if a call failed
   */
  static ObjectNode of(Map<String, Long> failed) {
    List<Map.Entry<String, Long>> tools =
        failed.entrySet().stream().filter(each -> each.getValue() != 0).toList();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      for (int j = i + 1; j < tools.size(); j++) {
        long one = tools.get(i).getValue();
        long other = tools.get(j).getValue();
        int together = Long.bitCount(one & other);
        if (together > 0) {
          pairs.add(
              new Pair(tools.get(i).getKey(), tools.get(j).getKey(), together, phi(one, other)));
        }
      }
    }
    pairs.sort(
        Comparator.comparingDouble((Pair pair) -> -pair.phi().orElse(0))
            .thenComparing(Comparator.comparingInt(Pair::together).reversed())
            .thenComparing(Pair::one)
            .thenComparing(Pair::other));
    ObjectNode json = MetricsJson.object().put("window_seconds", MINUTES * 60);
    ArrayNode array = json.putArray("pairs");
    for (Pair pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
      ObjectNode each = array.addObject();
      each.putArray("tools").add(pair.one()).add(pair.other());
      each.put("failed_together", pair.together());
      MetricsJson.put(each, "coefficient", pair.phi());
    }
    return json;
  }

  /** The coefficient; empty if one of the tools failed in every minute, or in none. */
  static OptionalDouble phi(long one, long other) {
    double both = Long.bitCount(one & other);
    double a = Long.bitCount(one);
    double b = Long.bitCount(other);
    return Slice.ratio(MINUTES * both - a * b, Math.sqrt(a * (MINUTES - a) * b * (MINUTES - b)));
  }
}
