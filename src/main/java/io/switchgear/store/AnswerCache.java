package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The last successful result of each tool for the same arguments, used when the tool is
 * unavailable. Methods block; see the package.
 */
public final class AnswerCache {

  private final Database database;
  private final Limits limits;

  AnswerCache(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /**
   * @param perTool maximum number of results per tool, 1 to 100,000; another one evicts the oldest
   * @param maxBytes maximum size of a result as JSON in UTF-8, 2 to 1,048,576
   */
  public record Limits(int perTool, int maxBytes) {
    public Limits {
      if (perTool < 1 || perTool > 100_000) {
        throw new IllegalArgumentException(
            "answers per tool " + perTool + ": allowed are 1 to 100000");
      }
      if (maxBytes < 2 || maxBytes > JsonText.MAX_BYTES) {
        throw new IllegalArgumentException(
            "bytes per answer " + maxBytes + ": allowed are 2 to " + JsonText.MAX_BYTES);
      }
    }
  }

  /** A stored result and the time at which it was stored. */
  public record Stored(ObjectNode answer, Instant storedAt) {}

  /** Whether a result was stored. */
  public enum Saving {
    STORED,
    /** Not stored; an older result for the same arguments is still available. */
    TOO_LARGE
  }

  /**
   * Stores a result, replacing an earlier one for the same arguments.
   *
   * @throws StoreException if it could not be written
   */
  public Saving save(String tool, ArgumentsDigest digest, ObjectNode answer, Instant at) {
    String text = JsonText.of(answer);
    if (!JsonText.fits(text, limits.maxBytes())) {
      return Saving.TOO_LARGE;
    }
    return database.write(
        handle -> {
          Database.lock(handle, tool);
          handle
              .createUpdate("DELETE FROM answer WHERE tool = :tool AND digest = :digest")
              .bind("tool", tool)
              .bind("digest", digest.hex())
              .execute();
          handle
              .createUpdate(
                  "INSERT INTO answer (tool, digest, body, stored_at)"
                      + " VALUES (:tool, :digest, :body, :at)")
              .bind("tool", tool)
              .bind("digest", digest.hex())
              .bind("body", text)
              .bind("at", Database.column(at))
              .execute();
          handle
              .createUpdate(
                  "DELETE FROM answer WHERE tool = :tool AND id <= (SELECT id FROM answer WHERE"
                      + " tool = :tool ORDER BY id DESC OFFSET :kept ROWS FETCH NEXT 1 ROWS ONLY)")
              .bind("tool", tool)
              .bind("kept", limits.perTool())
              .execute();
          return Saving.STORED;
        });
  }

  public Optional<Stored> find(String tool, ArgumentsDigest digest) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT body, stored_at FROM answer WHERE tool = :tool AND digest = :digest")
                .bind("tool", tool)
                .bind("digest", digest.hex())
                .map(
                    (row, context) ->
                        new Stored(
                            JsonText.parse(row.getString("body")),
                            row.getObject("stored_at", OffsetDateTime.class).toInstant()))
                .findOne());
  }

  /**
   * Deletes the results of every tool that were stored before the given time.
   *
   * @return the number of deleted results
   */
  public int prune(Instant before) {
    return database.write(
        handle ->
            handle
                .createUpdate("DELETE FROM answer WHERE stored_at < :before")
                .bind("before", Database.column(before))
                .execute());
  }
}
