package io.switchgear.cluster.budget;

import java.time.Duration;

/**
 * What a node wants of a budget. All numbers are units of the budget's limit, such as packets per
 * second or calls at once.
 *
 * @param budget its name, the same on all nodes; at most {@value #LONGEST} characters
 * @param limit what all nodes together may have, at least 0
 * @param wanted what this node could use now, at least 0
 * @param step the least that is of use to this node, at least 1
 * @param inUse what this node cannot stop using at once
 * @param memory how long the budget takes to recover from full use; zero if it need not recover
 */
public record Ask(String budget, int limit, int wanted, int step, int inUse, Duration memory) {

  public static final int LONGEST = 200;

  public Ask {
    if (budget.length() > LONGEST) {
      throw new IllegalArgumentException("the name of a budget is too long: " + budget);
    }
    wanted = Math.clamp(wanted, 0, Math.max(0, limit));
    step = Math.max(1, step);
  }
}
