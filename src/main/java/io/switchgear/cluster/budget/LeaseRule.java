package io.switchgear.cluster.budget;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Divides a limit among the nodes that want some of it. What a node holds is never taken from it:
 * it learns its fair part, gives the rest back, and then another node can get that.
 */
final class LeaseRule {

  /** A holder keeps its part for so long although others have none. */
  static final Duration TENURE = Duration.ofSeconds(15);

  /** Bounds the rounds of {@link #fair}. */
  private static final int MOST_STEPS = 256;

  private LeaseRule() {}

  /**
   * What a node has and wants.
   *
   * @param share that no other node can get
   * @param age how long it has had a share, or has waited for one
   */
  record Claim(String node, int share, int wanted, int step, Duration age) {

    private int stride() {
      return Math.max(step, Math.ceilDiv(wanted, MOST_STEPS));
    }

    private boolean isWaiting() {
      return share == 0;
    }

    private boolean isNewHolder() {
      return share > 0 && age.compareTo(TENURE) < 0;
    }
  }

  /**
   * The answer to a claim.
   *
   * @param share what the node has from now on
   * @param target its fair part; if this is less than the share, it gives the rest back
   */
  record Grant(int share, int target) {

    /** What the node may use, apart from what it cannot stop using. */
    int usable() {
      return Math.min(share, target);
    }
  }

  /**
   * @param own with the share that the node still holds
   * @param others whose shares are in force
   */
  static Grant grant(int limit, Claim own, List<Claim> others) {
    int taken = others.stream().mapToInt(Claim::share).sum();
    int free = Math.max(0, limit - taken);
    int target =
        fair(limit, Stream.concat(Stream.of(own), others.stream()).toList()).get(own.node());
    return new Grant(Math.min(Math.max(own.share(), target), free), target);
  }

  /**
   * Max-min fairness in steps: each step goes to the node that has the least so far. Among equals
   * new holders come first, then those that have waited longest, then the latest of the others. So
   * a limit with fewer steps than nodes goes round.
   */
  static Map<String, Integer> fair(int limit, List<Claim> claims) {
    Map<String, Integer> parts = new HashMap<>();
    claims.forEach(claim -> parts.put(claim.node(), 0));
    int left = limit;
    while (true) {
      int rest = left;
      Optional<Claim> next =
          claims.stream()
              .filter(claim -> need(claim, parts) > 0 && need(claim, parts) <= rest)
              .min(
                  Comparator.<Claim>comparingInt(claim -> parts.get(claim.node()))
                      .thenComparing(LeaseRule::compareTurns));
      if (next.isEmpty()) {
        return parts;
      }
      int step = need(next.get(), parts);
      parts.merge(next.get().node(), step, Integer::sum);
      left -= step;
    }
  }

  private static int need(Claim claim, Map<String, Integer> parts) {
    return Math.min(claim.stride(), claim.wanted() - parts.get(claim.node()));
  }

  private static int compareTurns(Claim one, Claim other) {
    int turn = Integer.compare(turn(one), turn(other));
    if (turn != 0) {
      return turn;
    }
    int age = one.isWaiting() ? other.age().compareTo(one.age()) : one.age().compareTo(other.age());
    return age != 0 ? age : one.node().compareTo(other.node());
  }

  private static int turn(Claim claim) {
    return claim.isNewHolder() ? 0 : claim.isWaiting() ? 1 : 2;
  }
}
