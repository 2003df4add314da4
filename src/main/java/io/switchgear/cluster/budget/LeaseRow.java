package io.switchgear.cluster.budget;

import io.switchgear.cluster.budget.LeaseBook.Answer;
import io.switchgear.cluster.budget.LeaseBook.Wish;
import io.switchgear.cluster.budget.LeaseRule.Claim;
import io.switchgear.cluster.budget.LeaseRule.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A lease as it is stored. Times are of the database's clock.
 *
 * @param share that no other node can get
 * @param step the least that is of use to the node
 * @param since when it began to have a share, or to wait for one
 * @param expiresAt when other nodes may have the share
 * @param keptUntil until then the row shows that the budget was used
 */
record LeaseRow(
    String node,
    int share,
    int wanted,
    int step,
    Instant since,
    Instant expiresAt,
    Instant keptUntil) {

  /** A row to be stored, and what its node is told. */
  record Renewed(LeaseRow row, Answer answer) {}

  /**
   * Renews a lease.
   *
   * @param rows of the budget that are kept, this node's own among them
   * @param isMember whether no other node gets the seat of the node with that name
   * @param life of a lease
   */
  static Renewed renewed(
      String node,
      Wish wish,
      Collection<LeaseRow> rows,
      Predicate<String> isMember,
      Duration life,
      Instant now) {
    Ask ask = wish.ask();
    boolean seat = ask.budget().equals(LeaseBook.SEAT);
    Optional<LeaseRow> own =
        rows.stream().filter(row -> row.node().equals(node) && row.isLive(now)).findFirst();
    Instant since =
        own.filter(row -> row.share() > 0 ? wish.held() > 0 : row.wanted() > 0)
            .map(LeaseRow::since)
            .orElse(now);
    List<Claim> others =
        rows.stream()
            .filter(row -> !row.node().equals(node))
            .filter(row -> row.isLive(now) || seat && isMember.test(row.node()))
            .map(row -> row.claim(now))
            .toList();
    Claim claim =
        new Claim(node, wish.held(), ask.wanted(), ask.step(), Duration.between(since, now));
    Grant grant = LeaseRule.grant(ask.limit(), claim, others);
    boolean gained = wish.held() == 0 && grant.share() > 0;
    Instant expires = now.plus(life);
    return new Renewed(
        new LeaseRow(
            node,
            grant.share(),
            ask.wanted(),
            ask.step(),
            gained ? now : since,
            expires,
            expires.plus(ask.memory())),
        new Answer(grant, gained && rows.isEmpty()));
  }

  boolean isLive(Instant now) {
    return expiresAt.isAfter(now);
  }

  private Claim claim(Instant now) {
    return new Claim(node, share, wanted, step, Duration.between(since, now));
  }
}
