package io.switchgear.cluster.join;

import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The servers that use a database. It keeps apart two that have the same name, and a second cluster
 * on the same database; who is in the cluster is not decided here. Methods block.
 */
public final class NodeRegister {

  /** A server that has not written for so long is no longer there. */
  public static final Duration GONE = Duration.ofSeconds(20);

  /** Time between two writes. */
  static final Duration PULSE = Duration.ofSeconds(5);

  private final Sql sql;
  private final String name;
  private final String run = UUID.randomUUID().toString();

  /**
   * @param name of this node
   */
  public NodeRegister(Sql sql, String name) {
    this.sql = sql;
    this.name = name;
  }

  /**
   * Another server.
   *
   * @param address {@code HOST:PORT} for other nodes; empty if it has none
   * @param member whether it is in its cluster
   */
  public record Other(String name, String address, boolean member) {}

  /**
   * The name of the database, the same for all nodes that use it.
   *
   * @throws StoreException if the database does not answer
   */
  public String storeId() {
    return sql.write(
        handle ->
            id(handle)
                .orElseGet(
                    () -> {
                      String fresh = UUID.randomUUID().toString();
                      handle
                          .createUpdate("INSERT INTO store_identity (one, id) VALUES (1, :id)")
                          .bind("id", fresh)
                          .execute();
                      return fresh;
                    }));
  }

  private static Optional<String> id(Handle handle) {
    return handle.createQuery("SELECT id FROM store_identity").mapTo(String.class).findOne();
  }

  /**
   * Servers other than this one that have written within {@link #GONE}. A server that was killed is
   * among them for that long.
   *
   * @throws StoreException if the database does not answer
   */
  public List<Other> others() {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT name, address, member FROM cluster_node WHERE name <> :name AND seen_at"
                        + " >"
                        + " CURRENT_TIMESTAMP - INTERVAL '%d' SECOND ORDER BY name"
                            .formatted(GONE.toSeconds()))
                .bind("name", name)
                .map(
                    (row, context) ->
                        new Other(
                            row.getString("name"),
                            row.getString("address"),
                            row.getBoolean("member")))
                .list());
  }

  /**
   * Writes that this server is there.
   *
   * @param address {@code HOST:PORT} for other nodes; empty if it has none
   * @param member whether this server is in its cluster
   * @return the address of another server that has this name, if there is one; nothing is written
   *     then
   * @throws StoreException if the database does not answer
   */
  public Optional<String> pulse(String address, boolean member) {
    return sql.write(
        handle -> {
          Optional<String> namesake =
              handle
                  .createQuery(
                      "SELECT address FROM cluster_node WHERE name = :name AND address <> :address"
                          + " AND run <> :run AND seen_at > CURRENT_TIMESTAMP - INTERVAL '%d'"
                              .formatted(GONE.toSeconds())
                          + " SECOND")
                  .bind("name", name)
                  .bind("address", address)
                  .bind("run", run)
                  .mapTo(String.class)
                  .findOne();
          if (namesake.isEmpty()) {
            put(handle, address, member);
          }
          return namesake;
        });
  }

  private void put(Handle handle, String address, boolean member) {
    int known =
        handle
            .createUpdate(
                "UPDATE cluster_node SET address = :address, run = :run, member = :member, seen_at"
                    + " = CURRENT_TIMESTAMP WHERE name = :name")
            .bind("name", name)
            .bind("address", address)
            .bind("run", run)
            .bind("member", member)
            .execute();
    if (known == 0) {
      handle
          .createUpdate(
              "INSERT INTO cluster_node (name, address, run, member, seen_at) VALUES (:name,"
                  + " :address, :run, :member, CURRENT_TIMESTAMP)")
          .bind("name", name)
          .bind("address", address)
          .bind("run", run)
          .bind("member", member)
          .execute();
    }
  }

  /**
   * This server is no longer there.
   *
   * @throws StoreException if the database does not answer
   */
  public void leave() {
    sql.write(
        handle ->
            handle
                .createUpdate("DELETE FROM cluster_node WHERE name = :name AND run = :run")
                .bind("name", name)
                .bind("run", run)
                .execute());
  }
}
