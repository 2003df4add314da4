package io.switchgear.mcp.exchange;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tickets that are redeemed once for all nodes, because their uses are stored in one place. While
 * that place does not answer, none is redeemed: another node might redeem it too.
 */
public final class SharedTickets implements UsedStates {

  private static final Logger LOG = LoggerFactory.getLogger(SharedTickets.class);
  private static final int TICKET_BITS = 128;

  private final Predicate<String> firstUse;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param firstUse notes the use of a ticket and says whether it was the first; may block; throws
   *     if it could not note it
   */
  public SharedTickets(Predicate<String> firstUse) {
    this.firstUse = firstUse;
  }

  @Override
  public String ticket() {
    return new BigInteger(TICKET_BITS, random).toString(36);
  }

  /** The ticket of a single process is refused, because that process may have redeemed it. */
  @Override
  public CompletionStage<Use> redeem(String ticket, Instant expires) {
    return UsedTickets.isOfOneProcess(ticket)
        ? CompletableFuture.completedFuture(Use.REFUSED)
        : CompletableFuture.supplyAsync(() -> use(ticket), Thread::startVirtualThread);
  }

  private Use use(String ticket) {
    try {
      return firstUse.test(ticket) ? Use.FIRST : Use.REFUSED;
    } catch (RuntimeException failed) {
      LOG.debug("the use of a request state cannot be noted", failed);
      return Use.UNKNOWN;
    }
  }
}
