package io.switchgear.scan.budget;

import io.switchgear.cluster.budget.Ask;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.config.JobSettings.Rate;
import io.switchgear.scope.RangeSet;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Divides the packets per second of a node, and of each target prefix (/24 of IPv4, /48 of IPv6),
 * among the blocks that run. A block reserves its rate before it starts and returns it when it
 * ends, so the sum over all blocks never exceeds a limit. The limit of a prefix holds for all nodes
 * of a cluster together: this node has the part that it has leased. Thread-safe.
 */
public final class PacketBudget {

  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  /** A block that waits tries more often. */
  private static final long WAITS_NANOS = Duration.ofSeconds(2).toNanos();

  private final Supplier<Rate> limits;
  private final IntSupplier parts;
  private final Optional<Leases> leases;
  private final LongSupplier nanoTime;
  private final Map<String, Integer> prefixes = new HashMap<>();
  private final Map<Object, Waiting> waiting = new HashMap<>();
  private int node;

  /**
   * @param limits in effect
   * @param parts into how many reservations a limit is divided at least; in effect
   * @param leases of the limits that this node shares with others; empty if it is alone
   * @param nanoTime monotonic
   */
  public PacketBudget(
      Supplier<Rate> limits, IntSupplier parts, Optional<Leases> leases, LongSupplier nanoTime) {
    this.limits = limits;
    this.parts = parts;
    this.leases = leases;
    this.nanoTime = nanoTime;
    leases.ifPresent(
        shared -> {
          shared.add(this::asks);
          shared.onChange(this::goOn);
        });
  }

  /**
   * A reservation.
   *
   * @param rate most packets per second of the block; 0 for no limit
   */
  public record Lease(int rate, List<String> prefixes, boolean limited) {}

  /**
   * What a block waits for.
   *
   * @param at time of its last try
   */
  private record Waiting(int rate, List<String> prefixes, long at) {}

  /** How many prefixes of each block that waits were leased when it was looked at last. */
  private final Map<Object, Integer> leased = new HashMap<>();

  /**
   * Reserves packets for a block.
   *
   * @param block tries again within a second until it gets its packets; compared by identity
   * @param wanted most packets per second that the block would send; 0 for no limit
   * @return empty if there is not enough at present
   */
  public synchronized Optional<Lease> lease(Object block, RangeSet addresses, int wanted) {
    Rate rate = limits.get();
    if (rate.perNode() == 0 && rate.perPrefix() == 0) {
      waiting.remove(block);
      return Optional.of(new Lease(wanted, List.of(), false));
    }
    List<String> touched = rate.perPrefix() == 0 ? List.of() : List.copyOf(prefixesOf(addresses));
    int divided = parts.getAsInt();
    int grant = wanted == 0 ? Integer.MAX_VALUE : wanted;
    if (rate.perNode() > 0) {
      grant = Math.min(grant, Math.ceilDiv(rate.perNode(), divided));
    }
    if (!touched.isEmpty()) {
      grant = Math.min(grant, Math.ceilDiv(rate.perPrefix(), divided));
    }
    int asked = grant;
    boolean nodeHasIt = rate.perNode() == 0 || node + asked <= rate.perNode();
    if (nodeHasIt && touched.stream().allMatch(prefix -> fits(prefix, asked, rate))) {
      waiting.remove(block);
      node += asked;
      touched.forEach(prefix -> prefixes.merge(prefix, asked, Integer::sum));
      return Optional.of(new Lease(asked, touched, true));
    }
    Waiting wait = new Waiting(asked, touched, nanoTime.getAsLong());
    if (nodeHasIt && waiting.put(block, wait) == null) {
      leases.ifPresent(Leases::soon);
    }
    return Optional.empty();
  }

  private boolean fits(String prefix, int asked, Rate rate) {
    int most = leases.map(shared -> shared.share(budget(prefix))).orElse(Integer.MAX_VALUE);
    return prefixes.getOrDefault(prefix, 0) + asked <= Math.min(most, rate.perPrefix());
  }

  /**
   * Whether a block has lost its packets, because this node could not renew its leases in time and
   * another node may have them now. The block must stop.
   */
  public synchronized boolean isLost(Lease lease) {
    return leases.isPresent()
        && limits.get().perPrefix() > 0
        && lease.prefixes().stream()
            .anyMatch(
                prefix -> leases.get().held(budget(prefix)) < prefixes.getOrDefault(prefix, 0));
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

  /** A block with several prefixes that has got one asks for the next at once. */
  private synchronized void goOn() {
    leased.keySet().retainAll(waiting.keySet());
    boolean more = false;
    for (Map.Entry<Object, Waiting> each : waiting.entrySet()) {
      Waiting wait = each.getValue();
      int now =
          (int) wait.prefixes().stream().takeWhile(prefix -> share(prefix) >= wait.rate()).count();
      Integer before = leased.put(each.getKey(), now);
      more |= now > (before == null ? 0 : before) && now < wait.prefixes().size();
    }
    if (more) {
      leases.ifPresent(Leases::soon);
    }
  }

  /** What the blocks of this node have and wait for. */
  private synchronized List<Ask> asks() {
    int limit = limits.get().perPrefix();
    if (limit == 0) {
      return List.of();
    }
    long now = nanoTime.getAsLong();
    waiting.values().removeIf(wait -> now - wait.at() > WAITS_NANOS);
    Map<String, Integer> wanted = new HashMap<>(prefixes);
    Map<String, Integer> steps = new HashMap<>();
    for (Waiting wait : waiting.values()) {
      for (String prefix : wait.prefixes()) {
        wanted.merge(prefix, wait.rate(), Integer::sum);
        steps.merge(prefix, wait.rate(), Math::min);
        // In the order of the prefixes, so that two nodes never each have what the other waits for.
        if (share(prefix) < wanted.get(prefix)) {
          break;
        }
      }
    }
    List<Ask> asks = new ArrayList<>();
    wanted.forEach(
        (prefix, all) -> {
          int used = prefixes.getOrDefault(prefix, 0);
          int step =
              steps.getOrDefault(prefix, Math.min(used, Math.ceilDiv(limit, parts.getAsInt())));
          asks.add(new Ask(budget(prefix), limit, all, step, used, Duration.ZERO));
        });
    return asks;
  }

  private int share(String prefix) {
    return leases.map(shared -> shared.share(budget(prefix))).orElse(0);
  }

  private static String budget(String prefix) {
    return "packets " + prefix;
  }

  private static Set<String> prefixesOf(RangeSet addresses) {
    Set<String> prefixes = new TreeSet<>();
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
