package io.switchgear.cluster.budget;

import io.switchgear.calls.limits.Demand;
import io.switchgear.calls.limits.LimitShares;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.config.LimitSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Divides the limits of principals: each member has its seat's part of a quarter of each limit
 * without asking, so that no call waits for the database; the rest is leased by demand.
 */
public final class PrincipalShares implements LimitShares {

  /** One part of so many belongs to the seats. */
  private static final int SEATED = 4;

  /** A limit is leased in about so many steps. */
  private static final int STEPS = 64;

  private final Leases leases;

  private PrincipalShares(Leases leases) {
    this.leases = leases;
  }

  /** Limits that hold for all nodes together. */
  public static PrincipalLimits limits(
      LimitSettings settings, LongSupplier nanoTime, Leases leases) {
    PrincipalShares shares = new PrincipalShares(leases);
    PrincipalLimits limits = new PrincipalLimits(settings, nanoTime, shares);
    leases.add(() -> shares.asks(limits.demands()));
    leases.onChange(limits::adapt);
    return limits;
  }

  @Override
  public int part(String budget, int limit) {
    return seated(limit) + Math.min(leased(limit), lent(budget));
  }

  @Override
  public int lent(String budget) {
    return leases.share(named(budget));
  }

  @Override
  public boolean isFull(String budget) {
    return leases.isFull(named(budget));
  }

  @Override
  public void soon() {
    leases.soon();
  }

  private List<Ask> asks(List<Demand> demands) {
    return demands.stream().map(this::ask).flatMap(Optional::stream).toList();
  }

  /** Empty if what this node has without asking is enough. */
  private Optional<Ask> ask(Demand demand) {
    int own = seated(demand.limit());
    int leased = leased(demand.limit());
    return demand.wanted() <= own
        ? Optional.empty()
        : Optional.of(
            new Ask(
                named(demand.budget()),
                leased,
                demand.wanted() - own,
                Math.ceilDiv(leased, STEPS),
                Math.max(0, demand.inUse() - own),
                demand.memory()));
  }

  private int seated(int limit) {
    return (int) ((long) (limit / SEATED) * leases.seat() / LeaseBook.SEATS);
  }

  private static int leased(int limit) {
    return limit - limit / SEATED;
  }

  /** Names of principals come from elsewhere: they may be long, or no text for a database. */
  private static String named(String budget) {
    return budget.length() <= Ask.LONGEST && budget.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? budget
        : digest(budget);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
