package io.switchgear.cluster.budget;

import io.switchgear.cluster.budget.LeaseBook.Answer;
import io.switchgear.cluster.budget.LeaseBook.Wish;
import io.switchgear.cluster.budget.LeaseRow.Renewed;
import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The leases of all nodes in the database, by its clock. Renewals run one after the other. Methods
 * block.
 */
final class LeaseTable {

  private final Sql sql;
  private final String node;
  private final Duration life;

  /**
   * @param node name of this node
   * @param life of a lease
   */
  LeaseTable(Sql sql, String node, Duration life) {
    this.sql = sql;
    this.node = node;
    this.life = life;
  }

  /**
   * Renews the leases of this node and gives back those that it does not wish to have.
   *
   * @param isMember whether the node with that name is in the cluster
   * @return by budget, one for each wish
   * @throws StoreException if the database does not answer; it may have granted the wishes
   */
  Map<String, Answer> renew(List<Wish> wishes, Predicate<String> isMember) {
    return sql.write(
        handle -> {
          // Held until the end of the transaction, so that no two nodes count the same rest.
          handle.execute("UPDATE budget_turn SET turn = turn + 1 WHERE id = 1");
          Instant now = now(handle);
          Map<String, List<LeaseRow>> rows = rows(handle, wishes, now);
          Map<String, Renewed> renewed = new HashMap<>();
          for (Wish wish : wishes) {
            renewed.put(
                name(wish),
                LeaseRow.renewed(
                    node, wish, rows.getOrDefault(name(wish), List.of()), isMember, life, now));
          }
          store(handle, renewed, now);
          Map<String, Answer> answers = new HashMap<>();
          renewed.forEach((budget, each) -> answers.put(budget, each.answer()));
          return answers;
        });
  }

  private static String name(Wish wish) {
    return wish.ask().budget();
  }

  private static Instant now(Handle handle) {
    return handle
        .createQuery("SELECT CURRENT_TIMESTAMP FROM budget_turn WHERE id = 1")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }

  private static Map<String, List<LeaseRow>> rows(Handle handle, List<Wish> wishes, Instant now) {
    return handle
        .createQuery(
            "SELECT budget, node, share, wanted, step, since, expires_at, kept_until FROM"
                + " budget_lease WHERE budget IN (<budgets>) AND kept_until > :now")
        .bindList("budgets", wishes.stream().map(LeaseTable::name).toList())
        .bind("now", time(now))
        .map((row, context) -> Map.entry(row.getString("budget"), row(row)))
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static LeaseRow row(ResultSet row) throws SQLException {
    return new LeaseRow(
        row.getString("node"),
        row.getInt("share"),
        row.getInt("wanted"),
        row.getInt("step"),
        instant(row, "since"),
        instant(row, "expires_at"),
        instant(row, "kept_until"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private void store(Handle handle, Map<String, Renewed> renewed, Instant now) {
    handle
        .createUpdate("DELETE FROM budget_lease WHERE kept_until <= :now")
        .bind("now", time(now))
        .execute();
    giveBack(handle, now);
    PreparedBatch old =
        handle.prepareBatch("DELETE FROM budget_lease WHERE budget = :budget AND node = :node");
    PreparedBatch fresh =
        handle.prepareBatch(
            "INSERT INTO budget_lease (budget, node, share, wanted, step, since, expires_at,"
                + " kept_until) VALUES (:budget, :node, :share, :wanted, :step, :since, :expires,"
                + " :kept)");
    renewed.forEach(
        (budget, each) -> {
          LeaseRow row = each.row();
          old.bind("budget", budget).bind("node", node).add();
          fresh
              .bind("budget", budget)
              .bind("node", node)
              .bind("share", row.share())
              .bind("wanted", row.wanted())
              .bind("step", row.step())
              .bind("since", time(row.since()))
              .bind("expires", time(row.expiresAt()))
              .bind("kept", time(row.keptUntil()))
              .add();
        });
    old.execute();
    fresh.execute();
  }

  private void giveBack(Handle handle, Instant now) {
    handle
        .createUpdate(
            "UPDATE budget_lease SET share = 0, wanted = 0, expires_at = :now WHERE node = :node"
                + " AND expires_at > :now")
        .bind("node", node)
        .bind("now", time(now))
        .execute();
  }

  /**
   * Gives back all that this node has.
   *
   * @throws StoreException if the database does not answer
   */
  void leave() {
    sql.write(
        handle -> {
          handle.execute("UPDATE budget_turn SET turn = turn + 1 WHERE id = 1");
          Instant now = now(handle);
          giveBack(handle, now);
          return handle
              .createUpdate("DELETE FROM budget_lease WHERE node = :node AND budget = :seat")
              .bind("node", node)
              .bind("seat", LeaseBook.SEAT)
              .execute();
        });
  }
}
