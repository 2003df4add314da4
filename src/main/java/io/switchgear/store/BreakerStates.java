package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The last saved state of each breaker of this node. Methods block; see the package. */
public final class BreakerStates {

  private static final int NAME_CHARS = 256;

  private final Database database;
  private final String node;

  /**
   * @param node as of {@link Store}
   */
  BreakerStates(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /** A saved state and the time at which it was saved. */
  public record Saved(ObjectNode memento, Instant at) {}

  /**
   * Saves a breaker's state, replacing the previous one.
   *
   * @param breaker 1 to 256 characters
   * @param memento at most 1 MiB as JSON
   * @throws IllegalArgumentException if the name or the memento is too long
   * @throws StoreException if it could not be written
   */
  public void save(String breaker, ObjectNode memento, Instant at) {
    if (breaker.isEmpty() || breaker.length() > NAME_CHARS) {
      throw new IllegalArgumentException(
          "breaker name '" + breaker + "': must have 1 to " + NAME_CHARS + " characters");
    }
    String text = JsonText.of(memento);
    if (!JsonText.fits(text, JsonText.MAX_BYTES)) {
      throw new IllegalArgumentException(
          "state of breaker '" + breaker + "': must be at most 1 MiB; reduce its history");
    }
    database.write(
        handle -> {
          boolean known =
              put(
                  handle,
                  "UPDATE node_breaker_state SET memento = :memento, saved_at = :at"
                      + " WHERE node = :node AND breaker = :breaker",
                  breaker,
                  text,
                  at);
          return known
              || put(
                  handle,
                  "INSERT INTO node_breaker_state (node, breaker, memento, saved_at)"
                      + " VALUES (:node, :breaker, :memento, :at)",
                  breaker,
                  text,
                  at);
        });
  }

  /** All saved states of this node by breaker name. */
  public Map<String, Saved> loadAll() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT breaker, memento, saved_at FROM node_breaker_state WHERE node = :node")
                .bind("node", node)
                .reduceResultSet(
                    new TreeMap<String, Saved>(),
                    (all, row, context) -> {
                      all.put(
                          row.getString("breaker"),
                          new Saved(
                              JsonText.parse(row.getString("memento")),
                              row.getObject("saved_at", OffsetDateTime.class).toInstant()));
                      return all;
                    }));
  }

  private boolean put(Handle handle, String sql, String breaker, String memento, Instant at) {
    return handle
            .createUpdate(sql)
            .bind("node", node)
            .bind("breaker", breaker)
            .bind("memento", memento)
            .bind("at", Database.column(at))
            .execute()
        == 1;
  }
}
