package io.switchgear.scan.budget;

import io.switchgear.config.JobSettings.Rate;
import io.switchgear.scope.RangeSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Divides the packets per second of a node, and of each target prefix (/24 of IPv4, /48 of IPv6),
 * among the blocks that run. A block reserves its rate before it starts and returns it when it
 * ends, so the sum over all blocks never exceeds a limit. Thread-safe.
 */
public final class PacketBudget {

  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  private final Supplier<Rate> limits;
  private final int parts;
  private final Map<String, Integer> prefixes = new HashMap<>();
  private int node;

  /**
   * @param limits in effect
   * @param parts into how many reservations a limit is divided at least
   */
  public PacketBudget(Supplier<Rate> limits, int parts) {
    this.limits = limits;
    this.parts = parts;
  }

  /**
   * A reservation.
   *
   * @param rate most packets per second of the block; 0 for no limit
   */
  public record Lease(int rate, List<String> prefixes, boolean limited) {}

  /**
   * Reserves packets for a block.
   *
   * @param wanted most packets per second that the block would send; 0 for no limit
   * @return empty if there is not enough at present
   */
  public synchronized Optional<Lease> lease(RangeSet addresses, int wanted) {
    Rate rate = limits.get();
    if (rate.perNode() == 0 && rate.perPrefix() == 0) {
      return Optional.of(new Lease(wanted, List.of(), false));
    }
    List<String> touched =
        rate.perPrefix() == 0 ? List.of() : new ArrayList<>(prefixesOf(addresses));
    int grant = wanted == 0 ? Integer.MAX_VALUE : wanted;
    if (rate.perNode() > 0) {
      grant = Math.min(grant, Math.ceilDiv(rate.perNode(), parts));
    }
    if (!touched.isEmpty()) {
      grant = Math.min(grant, Math.ceilDiv(rate.perPrefix(), parts));
    }
    int asked = grant;
    boolean fits =
        (rate.perNode() == 0 || node + asked <= rate.perNode())
            && touched.stream()
                .allMatch(prefix -> prefixes.getOrDefault(prefix, 0) + asked <= rate.perPrefix());
    if (!fits) {
      return Optional.empty();
    }
    node += asked;
    touched.forEach(prefix -> prefixes.merge(prefix, asked, Integer::sum));
    return Optional.of(new Lease(asked, touched, true));
  }

  /** Returns a reservation; call it once. */
  public synchronized void release(Lease lease) {
    if (!lease.limited()) {
      return;
    }
    node -= lease.rate();
    lease
        .prefixes()
        .forEach(
            prefix ->
                prefixes.computeIfPresent(
                    prefix, (key, used) -> used == lease.rate() ? null : used - lease.rate()));
  }

  private static Set<String> prefixesOf(RangeSet addresses) {
    Set<String> prefixes = new HashSet<>();
    addresses
        .ranges()
        .forEach(
            range -> {
              byte[] at = prefix(range.getLower().toInetAddress());
              byte[] last = prefix(range.getUpper().toInetAddress());
              prefixes.add(HexFormat.of().formatHex(at));
              while (!Arrays.equals(at, last)) {
                next(at);
                prefixes.add(HexFormat.of().formatHex(at));
              }
            });
    return prefixes;
  }

  private static byte[] prefix(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Arrays.copyOf(bytes, bytes.length == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES);
  }

  private static void next(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0 && ++prefix[i] == 0; i--) {
      // The carry goes to the previous byte.
    }
  }
}
