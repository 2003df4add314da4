package io.switchgear.cluster.budget;

import io.switchgear.metrics.LeaseMetrics;
import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's parts of the limits that hold for the whole cluster. It asks its sources what they
 * want and renews the leases in the background; reading a part never waits. Thread-safe.
 */
public final class Leases implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** Least time between two renewals. */
  private static final Duration LEAST = Duration.ofMillis(250);

  private static final Duration LAST_RENEWAL = Duration.ofSeconds(2);

  /** Most budgets that a node leases at once, besides the seat. */
  private static final int MOST = 1_000;

  private final String node;
  private final LeaseTable table;
  private final Timing timing;
  private final Membership membership;
  private final LeaseBook book;
  private final List<Supplier<List<Ask>>> sources = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore signals = new Semaphore(0);
  private volatile boolean early;
  private volatile CompletableFuture<Void> renewal = CompletableFuture.completedFuture(null);
  private volatile boolean closed;
  private volatile boolean failing;
  private volatile boolean seated;
  private long renewedAt = System.nanoTime();

  /**
   * The cluster as this node sees it; both wait for nothing.
   *
   * @param names of all members, this node included, also those that cannot be reached
   * @param connected whether this node is a member and reaches most of the others
   */
  public record Membership(Supplier<Set<String>> names, BooleanSupplier connected) {}

  private Leases(Sql sql, String node, Membership membership, Timing timing) {
    this.node = node;
    this.table = new LeaseTable(sql, node, timing.life());
    this.timing = timing;
    this.membership = membership;
    this.book = new LeaseBook(timing, System.nanoTime());
  }

  /**
   * Asks for the node's seat, and goes on in the background.
   *
   * @param node its name
   */
  public static Leases start(Sql sql, String node, Membership membership) {
    return start(sql, node, membership, Timing.SHIPPED);
  }

  static Leases start(Sql sql, String node, Membership membership, Timing timing) {
    Leases leases = new Leases(sql, node, membership, timing);
    leases.renew();
    Thread.ofVirtual().name("budget-leases").start(leases::run);
    return leases;
  }

  /**
   * Adds a source of wishes.
   *
   * @param source asked before each renewal; must return at once
   */
  public void add(Supplier<List<Ask>> source) {
    sources.add(source);
  }

  /**
   * @param listener told when parts may have changed; must return at once
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What this node may use of a budget now; 0 if it has no lease. */
  public int share(String budget) {
    return book.share(budget, System.nanoTime());
  }

  /** What no other node can use of a budget now; more than the share while some is given back. */
  public int held(String budget) {
    return book.held(budget, System.nanoTime());
  }

  /** Whether this node just got a share of a budget that no node had used for some time. */
  public boolean isFull(String budget) {
    return book.isFull(budget);
  }

  /** This node's part of what is not leased, in millionths. */
  public int seat() {
    return book.seat(System.nanoTime());
  }

  /**
   * Whether this node has had a seat since it started. Before that it would refuse the first calls
   * of each principal.
   */
  public boolean isSeated() {
    return seated;
  }

  /** Renews soon, because the wishes have changed. Returns at once. */
  public void soon() {
    if (!early) {
      early = true;
      signals.release();
    }
  }

  private void run() {
    while (!closed) {
      try {
        if (signals.tryAcquire(BEAT.toNanos(), TimeUnit.NANOSECONDS)) {
          signals.drainPermits();
        }
        turn();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException bug) {
        LOG.error("a bug in the renewal of leases; it goes on", bug);
      }
    }
  }

  /** Beats, and begins a renewal on another thread if it is due: the database may not answer. */
  private void turn() throws InterruptedException {
    long now = System.nanoTime();
    book.beat(now, membership.connected().getAsBoolean());
    if (!renewal.isDone() || closed) {
      return;
    }
    long passed = now - renewedAt;
    if (early && passed < LEAST.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(LEAST.toNanos() - passed);
    } else if (!early && passed < book.next().toNanos() - BEAT.toNanos() / 2) {
      return;
    }
    early = false;
    CompletableFuture<Void> done = new CompletableFuture<>();
    renewal = done;
    renewedAt = System.nanoTime();
    Thread.ofVirtual()
        .name("budget-renewal")
        .start(
            () -> {
              try {
                renew();
              } catch (RuntimeException bug) {
                LOG.error("a bug in a renewal of leases; the next one goes on", bug);
              } finally {
                done.complete(null);
                signals.release();
              }
            });
  }

  private void renew() {
    List<Ask> asks = asks();
    if (book.withdraw(asks)) {
      asks = asks();
    }
    Set<String> names = membership.names().get();
    LeaseBook.Round round = book.begin(asks, Math.max(1, names.size()), System.nanoTime());
    listeners.forEach(Runnable::run);
    try {
      Map<String, LeaseBook.Answer> answers = table.renew(round.wishes(), isMember(names));
      if (closed) {
        return;
      }
      book.granted(round, answers);
      LeaseMetrics.renewed(true);
      seated |= seat() > 0;
      if (failing) {
        failing = false;
        LOG.info("the leases of budgets are renewed again");
      }
    } catch (StoreException silent) {
      book.failed();
      LeaseMetrics.renewed(false);
      if (!failing) {
        failing = true;
        LOG.warn(
            "the leases of budgets cannot be renewed ({}); when they expire, jobs with limits of"
                + " packets wait, and principals have this node's part of a quarter of their"
                + " limits",
            silent.getMessage());
      }
    }
    listeners.forEach(Runnable::run);
  }

  /** A node that is not in the cluster yet does not know who is. */
  private Predicate<String> isMember(Set<String> names) {
    return names.contains(node) ? names::contains : any -> true;
  }

  private List<Ask> asks() {
    return sources.stream()
        .flatMap(source -> source.get().stream())
        .sorted(Comparator.comparing(ask -> ask.inUse() == 0))
        .limit(MOST)
        .toList();
  }

  /**
   * Gives everything back, so that the other nodes need not wait until it expires. Blocks; a
   * renewal that is under way would otherwise take it again afterwards.
   */
  @Override
  public void close() {
    closed = true;
    signals.release();
    book.drop();
    try {
      renewal.get(LAST_RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException silent) {
      LOG.debug("the last renewal of leases is not waited for", silent);
    }
    try {
      table.leave();
    } catch (StoreException silent) {
      LOG.debug("the leases of this node expire, because the database does not answer", silent);
    }
  }
}
