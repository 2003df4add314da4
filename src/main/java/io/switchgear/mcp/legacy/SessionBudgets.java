package io.switchgear.mcp.legacy;

import io.switchgear.mcp.exchange.ByteBudget;

/**
 * The memory that all legacy sessions share.
 *
 * @param finished for finished streams that can be resumed
 * @param open for the kept events of open streams
 * @param watched for watched addresses of resources
 */
record SessionBudgets(ReplayBudget finished, ByteBudget open, ByteBudget watched) {

  private static final int SIXTEENTH = 16;
  private static final int SIXTY_FOURTH = 64;

  static SessionBudgets ofHeap() {
    return new SessionBudgets(
        ReplayBudget.ofHeap(), ByteBudget.ofHeap(SIXTEENTH), ByteBudget.ofHeap(SIXTY_FOURTH));
  }
}
