package io.switchgear.watch.view;

import io.switchgear.metrics.Correlation;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Which tools failed in the same minutes.
 *
 * @param windowSeconds the time span that is compared
 * @param pairs those with the highest coefficients first
 */
public record CorrelationJson(long windowSeconds, List<Pair> pairs) {

  /**
   * Two tools that failed in the same minutes.
   *
   * @param tools their two names
   * @param failedTogether the number of minutes in which both failed
   * @param coefficient see {@link Correlation}
   */
  public record Pair(List<String> tools, int failedTogether, OptionalDouble coefficient) {

    static Pair of(Correlation.Pair pair) {
      return new Pair(
          List.of(pair.one(), pair.other()), pair.together(), ViewMapper.rounded(pair.phi()));
    }
  }

  public static CorrelationJson of(Correlation correlation) {
    return new CorrelationJson(
        Correlation.WINDOW.toSeconds(), correlation.pairs().stream().map(Pair::of).toList());
  }
}
