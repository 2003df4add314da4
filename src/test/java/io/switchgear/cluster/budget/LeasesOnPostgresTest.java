package io.switchgear.cluster.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.budget.Leases.Membership;
import io.switchgear.store.JdbcSettings;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes that lease parts of a limit in PostgreSQL. */
@Tag("process")
class LeasesOnPostgresTest {

  private static final String BUDGET = "packets 0a0000";
  private static final int LIMIT = 90;

  private static final Timing FAST =
      new Timing(
          Duration.ofSeconds(4),
          Duration.ofMillis(3_500),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(60));

  private final JdbcSettings database = Postgres.freshDatabase();
  private final Set<String> members = new ConcurrentSkipListSet<>();
  private final List<Lessee> lessees = new ArrayList<>();

  /** A node with its own connections. */
  private final class Lessee {
    private final Store store;
    private final Leases leases;
    private volatile int wanted;
    private volatile int inUse;

    Lessee(String name) {
      members.add(name);
      this.store = Store.open(database, name);
      this.leases =
          Leases.start(store.sql(), name, new Membership(() -> members, () -> true), FAST);
      leases.add(this::asks);
      lessees.add(this);
    }

    private List<Ask> asks() {
      return wanted == 0 && inUse == 0
          ? List.of()
          : List.of(
              new Ask(BUDGET, LIMIT, Math.max(wanted, inUse), 10, inUse, Duration.ofMinutes(1)));
    }

    void want(int some) {
      wanted = some;
      leases.soon();
    }

    int share() {
      return leases.share(BUDGET);
    }
  }

  @AfterEach
  void close() {
    Postgres.start();
    for (Lessee lessee : lessees) {
      lessee.leases.close();
      lessee.store.close();
    }
  }

  private void within() {
    int sum = lessees.stream().mapToInt(lessee -> Math.max(lessee.share(), lessee.inUse)).sum();
    assertTrue(sum <= LIMIT, sum + " of " + LIMIT);
  }

  private void awaitShares(Integer... shares) {
    Await.value(
        "the shares",
        () -> {
          within();
          return lessees.stream().map(Lessee::share).toList();
        },
        List.of(shares)::equals);
  }

  @Test
  void sharesFollowTheDemandAndNeverExceedTheLimit() {
    Lessee a = new Lessee("a");
    Lessee b = new Lessee("b");
    Lessee c = new Lessee("c");
    int seats = lessees.stream().mapToInt(lessee -> lessee.leases.seat()).sum();
    assertTrue(seats > LeaseBook.SEATS / 2 && seats <= LeaseBook.SEATS, "" + seats);
    a.want(LIMIT);
    awaitShares(90, 0, 0);
    b.want(LIMIT);
    c.want(LIMIT);
    awaitShares(30, 30, 30);
    c.want(0);
    awaitShares(40, 50, 0);
    b.inUse = 50;
    b.want(0);
    awaitShares(40, 50, 0);
    b.inUse = 0;
    awaitShares(90, 0, 0);
    a.leases.close();
    assertEquals(0, a.share());
    b.want(20);
    awaitShares(0, 20, 0);
    withoutTheDatabaseLeasesExpireAndSeatsStay(b, c);
    aLostNodesShareExpires(b, c);
  }

  private void withoutTheDatabaseLeasesExpireAndSeatsStay(Lessee b, Lessee c) {
    Postgres.stop();
    Await.until("the end of the lease", () -> b.share() == 0);
    Await.until("the seats", () -> b.leases.seat() > 0 && c.leases.seat() > 0);
    Postgres.start();
    Await.until("the lease again", () -> b.share() == 20);
  }

  private void aLostNodesShareExpires(Lessee b, Lessee c) {
    b.want(LIMIT);
    Await.until("all for one", () -> b.share() == LIMIT);
    lessees.remove(b);
    b.store.close();
    c.want(LIMIT);
    Await.until("the share of the lost node", () -> c.share() == LIMIT);
    assertEquals(0, b.share());
    b.leases.close();
  }
}
