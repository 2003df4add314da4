package io.switchgear.cluster.budget;

import io.switchgear.cluster.budget.LeaseRule.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The leases of a node, as it may use them. One thread renews them; any thread uses them. All times
 * are nanoseconds of the node's monotonic clock, so a node that has stood still finds its leases
 * expired when it goes on.
 *
 * <p>The seat is a lease of its own kind: the node's part of what each member has of every budget
 * without asking, in {@value #SEATS} parts. It outlasts a database that does not answer, because no
 * other node gets the seat of a member.
 */
final class LeaseBook {

  /** The budget that the seats divide. */
  static final String SEAT = "seat";

  static final int SEATS = 1_000_000;

  private static final int SEAT_STEP = SEATS / 100;

  /** A seat is there until its node is no longer a member. */
  private static final Duration SEAT_MEMORY = Duration.ofDays(1);

  private final Timing timing;
  private final ConcurrentMap<String, Held> leases = new ConcurrentHashMap<>();
  private volatile Watch watch;

  /** When the node was last found to have stood still. */
  private long stoodAt;

  /**
   * @param until the time from which it must not be used
   * @param full whether it came with all that flows in while nobody uses the budget
   */
  private record Held(Grant grant, int wanted, long until, boolean full) {}

  /**
   * What is known of the node itself.
   *
   * @param beatAt when it last ran
   * @param steady whether it has not stood still since the database last answered
   * @param failing whether the database did not answer the last time
   * @param connected whether it is a member that reaches most of the others
   */
  private record Watch(long beatAt, boolean steady, boolean failing, boolean connected) {}

  /**
   * A claim for the database.
   *
   * @param held what the node goes on to hold
   */
  record Wish(Ask ask, int held) {}

  /**
   * A renewal under way.
   *
   * @param at when it began
   */
  record Round(long at, List<Wish> wishes) {}

  /**
   * What the database says.
   *
   * @param full whether no node has used the budget for as long as it takes to recover
   */
  record Answer(Grant grant, boolean full) {}

  LeaseBook(Timing timing, long now) {
    this.timing = timing;
    this.watch = new Watch(now, false, false, false);
    this.stoodAt = now;
  }

  /** What this node may use of a budget now; 0 if it has no lease. */
  int share(String budget, long now) {
    Held held = leases.get(budget);
    return held != null && now - held.until() < 0 ? held.grant().usable() : 0;
  }

  /** What no other node can use of a budget now; more than the share while some is given back. */
  int held(String budget, long now) {
    Held held = leases.get(budget);
    return held != null && now - held.until() < 0 ? held.grant().share() : 0;
  }

  /** Whether this node just got its share of a budget that nobody had used for some time. */
  boolean isFull(String budget) {
    Held held = leases.get(budget);
    return held != null && held.full();
  }

  /** This node's seat, 0 to {@value #SEATS}. */
  int seat(long now) {
    Held seat = leases.get(SEAT);
    if (seat == null) {
      return 0;
    }
    return now - seat.until() < 0 || outlasts(now) ? seat.grant().usable() : 0;
  }

  private boolean outlasts(long now) {
    Watch known = watch;
    return known.failing()
        && known.steady()
        && known.connected()
        && now - known.beatAt() < timing.pause().toNanos();
  }

  /**
   * The node runs. Called several times within {@link Timing#pause}.
   *
   * @param connected whether it is a member that reaches most of the others
   */
  synchronized void beat(long now, boolean connected) {
    boolean stood = now - watch.beatAt() >= timing.pause().toNanos();
    stoodAt = stood ? now : stoodAt;
    watch = new Watch(now, watch.steady() && !stood, watch.failing(), connected);
  }

  /**
   * Begins no further use of budgets that this node no longer asks for. Then it asks again, because
   * a use may have begun meanwhile.
   *
   * @return whether there are such budgets
   */
  synchronized boolean withdraw(List<Ask> asks) {
    Set<String> gone = new HashSet<>(leases.keySet());
    asks.forEach(ask -> gone.remove(ask.budget()));
    gone.remove(SEAT);
    gone.forEach(
        budget ->
            leases.computeIfPresent(
                budget,
                (name, old) -> new Held(new Grant(old.grant().share(), 0), 0, old.until(), false)));
    return !gone.isEmpty();
  }

  /**
   * Begins a renewal. From now on the node holds no more than its fair part, apart from what it
   * cannot stop using, and gives the rest back.
   *
   * @param members of the cluster that this node knows of, itself included
   */
  synchronized Round begin(List<Ask> asks, int members, long now) {
    List<Ask> all = new ArrayList<>(asks);
    // One seat more than there are members, so that the next one has a seat at once.
    int seat = SEATS / (members + 1);
    all.add(new Ask(SEAT, SEATS, seat, SEAT_STEP, 0, SEAT_MEMORY));
    leases.keySet().retainAll(all.stream().map(Ask::budget).toList());
    List<Wish> wishes = new ArrayList<>();
    for (Ask ask : all) {
      Held held = leases.computeIfPresent(ask.budget(), (name, old) -> lowered(old, ask));
      wishes.add(new Wish(ask, held == null ? 0 : held.grant().share()));
    }
    return new Round(now, wishes);
  }

  private static Held lowered(Held old, Ask ask) {
    int needed = Math.max(old.grant().usable(), ask.inUse());
    return new Held(
        new Grant(Math.min(old.grant().share(), needed), old.grant().target()),
        ask.wanted(),
        old.until(),
        false);
  }

  /** The database has answered; what it granted later than it can be used is dropped. */
  synchronized void granted(Round round, Map<String, Answer> answers) {
    long until = round.at() + timing.use().toNanos();
    for (Wish wish : round.wishes()) {
      Answer answer = answers.get(wish.ask().budget());
      leases.put(
          wish.ask().budget(), new Held(answer.grant(), wish.ask().wanted(), until, answer.full()));
    }
    // The database may have answered before the node stood still.
    boolean steady = watch.steady() || round.at() - stoodAt >= 0;
    watch = new Watch(watch.beatAt(), steady, false, watch.connected());
  }

  /** The database has not answered. It may have granted the round, which does no harm. */
  synchronized void failed() {
    watch = new Watch(watch.beatAt(), watch.steady(), true, watch.connected());
  }

  /** This node uses nothing any more. */
  synchronized void drop() {
    leases.clear();
  }

  /** The time until the next renewal; short after one that failed, or leases expire for nothing. */
  Duration next() {
    boolean unmet =
        leases.values().stream()
            .anyMatch(
                held ->
                    held.grant().share() > held.grant().target()
                        || held.grant().share() < held.wanted()
                            && held.grant().share() < held.grant().target());
    return unmet || watch.failing() ? timing.again() : timing.renewal();
  }
}
