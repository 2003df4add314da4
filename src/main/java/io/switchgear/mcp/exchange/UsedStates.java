package io.switchgear.mcp.exchange;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Knows which request states for a single use were redeemed. Safe for use by many threads. */
public interface UsedStates {

  /** The answer to a redemption. */
  enum Use {
    /** This is the first redemption of a valid ticket. */
    FIRST,
    /** The ticket was redeemed before, or it is not valid here. */
    REFUSED,
    /** It cannot be known now. The ticket may have been redeemed. */
    UNKNOWN
  }

  /** A new ticket, which nobody can guess; 1 to 64 characters. */
  String ticket();

  /**
   * Redeems a ticket. Never blocks, and the stage never fails.
   *
   * @param expires when the state that carries it expires
   */
  CompletionStage<Use> redeem(String ticket, Instant expires);
}
