package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.ByteBudget;

/**
 * What the legacy sessions may keep together for their clients.
 *
 * @param finished streams that have ended and can be taken up again
 * @param open what the streams that go on keep for the same purpose
 * @param watched addresses of resources
 */
record SessionBudgets(ReplayBudget finished, ByteBudget open, ByteBudget watched) {

  private static final int SIXTEENTH = 16;
  private static final int SIXTY_FOURTH = 64;

  static SessionBudgets ofHeap() {
    return new SessionBudgets(
        ReplayBudget.ofHeap(), ByteBudget.ofHeap(SIXTEENTH), ByteBudget.ofHeap(SIXTY_FOURTH));
  }
}
