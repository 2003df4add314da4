package io.switchgear.mcp.exchange;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tickets of request states for a single use that were redeemed. Only tickets of this process
 * are valid, so that a restart does not make a used ticket valid again. Safe for use by many
 * threads.
 */
final class UsedTickets {

  /**
   * Tickets that are redeemed and not yet expired; some hundred bytes each. If there are more, no
   * ticket is redeemed.
   */
  private static final int MOST = 10_000;

  private static final int TICKET_BITS = 128;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final String process = number();
  private final Map<String, Instant> redeemed = new ConcurrentHashMap<>();

  UsedTickets(InstantSource clock) {
    this.clock = clock;
  }

  /** A new ticket. */
  String ticket() {
    return process + "." + number();
  }

  /**
   * Whether this is the first to redeem the ticket.
   *
   * @param expires when the state that carries it expires
   */
  boolean redeem(String ticket, Instant expires) {
    if (!ticket.startsWith(process + ".")) {
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
