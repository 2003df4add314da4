package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The last good answer of a tool to the same arguments, to be given when the tool cannot. Methods
 * block; see the package.
 */
public final class AnswerCache {

  private final Database database;
  private final Limits limits;

  AnswerCache(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /**
   * @param perTool answers kept of one tool, 1 to 100,000; storing one more drops the one whose
   *     storing is longest ago
   * @param maxBytes of one answer as JSON in UTF-8, 2 to 1,048,576
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

  /** What was answered, and when it was stored. */
  public record Stored(ObjectNode answer, Instant storedAt) {}

  /** What became of an answer. */
  public enum Saving {
    STORED,
    /** Not stored; an older answer to the same arguments is still there. */
    TOO_LARGE
  }

  /**
   * Takes the place of an earlier answer to the same arguments.
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
   * Drops what was stored before that instant, of every tool.
   *
   * @return how many
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
