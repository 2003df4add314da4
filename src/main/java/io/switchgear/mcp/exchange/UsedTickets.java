package io.switchgear.mcp.exchange;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tickets of one process, whose uses are in memory. Tickets of other processes are refused, so that
 * a restart does not make a used ticket valid again.
 */
public final class UsedTickets implements UsedStates {

  /**
   * Tickets that are redeemed and not yet expired; some hundred bytes each. If there are more, no
   * ticket is redeemed.
   */
  private static final int MOST = 10_000;

  private static final int TICKET_BITS = 128;
  private static final String SEPARATOR = ".";

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final String process = number();
  private final Map<String, Instant> redeemed = new ConcurrentHashMap<>();

  public UsedTickets(InstantSource clock) {
    this.clock = clock;
  }

  static boolean isOfOneProcess(String ticket) {
    return ticket.contains(SEPARATOR);
  }

  @Override
  public String ticket() {
    return process + SEPARATOR + number();
  }

  @Override
  public CompletionStage<Use> redeem(String ticket, Instant expires) {
    return CompletableFuture.completedFuture(isFirst(ticket, expires) ? Use.FIRST : Use.REFUSED);
  }

  private boolean isFirst(String ticket, Instant expires) {
    if (!ticket.startsWith(process + SEPARATOR)) {
      return false;
    }
    if (redeemed.size() >= MOST) {
      Instant now = clock.instant();
      redeemed.values().removeIf(end -> !now.isBefore(end));
    }
    return redeemed.size() < MOST && redeemed.putIfAbsent(ticket, expires) == null;
  }

  private String number() {
    return new BigInteger(TICKET_BITS, random).toString(36);
  }
}
