package io.switchgear.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Which tools failed in the same minutes. The coefficient is phi, Pearson's coefficient for two
 * binary variables (Yule 1912): 1 if they failed in exactly the same minutes, 0 if they are
 * independent.
 *
 * @param pairs at most {@value #MAX_PAIRS}, those with the highest coefficients first
 */
public record Correlation(List<Pair> pairs) {

  /** The time span that is compared. */
  public static final Duration WINDOW = Duration.ofHours(1);

  private static final int MINUTES = (int) WINDOW.toMinutes();
  static final int MAX_PAIRS = 50;

  /**
   * Two tools that failed in the same minutes.
   *
   * @param together the number of minutes in which both failed
   * @param phi the coefficient, -1 to 1; empty if one of the tools failed in every minute
   */
  public record Pair(String one, String other, int together, OptionalDouble phi) {}

  /**
   * @param failed for each tool a bit per minute of the last hour, set if a call failed
   */
  static Correlation of(Map<String, Long> failed) {
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
    return new Correlation(List.copyOf(pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))));
  }

  /** The coefficient; empty if one of the tools failed in every minute, or in none. */
  static OptionalDouble phi(long one, long other) {
    double both = Long.bitCount(one & other);
    double a = Long.bitCount(one);
    double b = Long.bitCount(other);
    return Slice.ratio(MINUTES * both - a * b, Math.sqrt(a * (MINUTES - a) * b * (MINUTES - b)));
  }
}
