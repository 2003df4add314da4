package io.switchgear.cluster.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Removes steps from a schedule while it still fails: first halves, then smaller and smaller parts,
 * until no single step can be left out (delta debugging, Zeller and Hildebrandt 2002). Without a
 * step the rest has other random numbers, so several are tried.
 */
final class Shrinker {

  private Shrinker() {}

  /**
   * @param fails whether a schedule breaks the same rule; true for the first one
   */
  static Script shrink(Script first, Predicate<Script> fails) {
    Script shortest = first;
    int part = Math.max(1, first.steps().size() / 2);
    while (true) {
      Script shorter = shorter(shortest, part, fails);
      if (shorter.steps().size() < shortest.steps().size()) {
        shortest = shorter;
      } else if (part == 1) {
        return shortest;
      } else {
        part = Math.max(1, part / 2);
      }
    }
  }

  private static Script shorter(Script script, int part, Predicate<Script> fails) {
    Script left = script;
    for (int from = 0; from < left.steps().size(); ) {
      List<Step> steps = new ArrayList<>(left.steps());
      steps.subList(from, Math.min(steps.size(), from + part)).clear();
      Optional<Script> without = left.variants(steps).filter(fails).findFirst();
      if (without.isPresent()) {
        left = without.get();
      } else {
        from += part;
      }
    }
    return left;
  }
}
