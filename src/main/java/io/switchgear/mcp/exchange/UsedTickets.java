package io.switchgear.mcp.exchange;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which request states for a single use have been redeemed. It knows the tickets of this process
 * alone, so that a restart cannot make a used one good again. Safe for use by many threads.
 */
final class UsedTickets {

  /** Redeemed and not yet expired, each some hundred bytes; beyond that none is redeemed. */
  private static final int MOST = 10_000;

  private static final int TICKET_BITS = 128;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final String process = number();
  private final Map<String, Instant> redeemed = new ConcurrentHashMap<>();

  UsedTickets(InstantSource clock) {
    this.clock = clock;
  }

  /** One that nobody has redeemed. */
  String ticket() {
    return process + "." + number();
  }

  /**
   * Whether this is the first to redeem the ticket.
   *
   * @param expires when the state that carries it is refused anyway
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
