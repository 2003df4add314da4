package io.switchgear.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.QueuedCall.State;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/**
 * Calls queued for later execution, first in, first out per tool. Nodes that share the database
 * share the queue; each claims calls for itself. Methods block; see the package.
 *
 * <pre>
 * add ─▶ WAITING ─ claimNext ─▶ RUNNING ─ finish ─▶ DONE ─ prune ─▶ deleted
 *           ▲                      │
 *           └ release, recoverClaimed
 * </pre>
 */
public final class CallQueue {

  private static final int HANDLE_BYTES = 20;
  private static final int CALLER_CHARS = 1024;

  private final SecureRandom random = new SecureRandom();
  private final Database database;
  private final String node;
  private final Limits limits;

  /**
   * @param node as of {@link Store}; claims belong to it
   */
  CallQueue(Database database, String node, Limits limits) {
    this.database = database;
    this.node = node;
    this.limits = limits;
  }

  /**
   * @param waitingPerTool maximum number of waiting calls per tool, 1 to 100,000
   */
  public record Limits(int waitingPerTool) {
    public Limits {
      if (waitingPerTool < 1 || waitingPerTool > 100_000) {
        throw new IllegalArgumentException(
            "waiting calls per tool " + waitingPerTool + ": allowed are 1 to 100000");
      }
    }
  }

  /** The result of adding a call. */
  public sealed interface Adding {

    /**
     * @param call the waiting call
     * @param position position in the queue; 1 is next
     */
    record Added(QueuedCall call, int position) implements Adding {}

    /**
     * @param waiting the number of waiting calls of the tool, which is the maximum
     */
    record Full(int waiting) implements Adding {}

    /**
     * @param maxBytes maximum size of the arguments as JSON in UTF-8
     */
    record ArgumentsTooLarge(int maxBytes) implements Adding {}
  }

  /** The result of finishing a call. */
  public enum Finishing {
    STORED,
    /** The outcome has more than 1 MiB as JSON. The call is still running; finish it with less. */
    TOO_LARGE,
    /** The call is unknown, waiting or done. The first outcome of a done call is kept. */
    NOT_RUNNING
  }

  /**
   * The number of deleted calls.
   *
   * @param done finished calls whose retention ended
   * @param waiting calls that waited longer than the retention
   */
  public record Pruned(int done, int waiting) {}

  /**
   * @param tool at most 128 characters
   * @param caller at most 1024 characters
   */
  public Adding add(String tool, ObjectNode arguments, String caller, Instant now) {
    if (caller.length() > CALLER_CHARS) {
      throw new IllegalArgumentException(
          "caller's name of " + caller.length() + " characters: allowed are " + CALLER_CHARS);
    }
    String text = JsonText.of(arguments);
    if (!JsonText.fits(text, JsonText.MAX_BYTES)) {
      return new Adding.ArgumentsTooLarge(JsonText.MAX_BYTES);
    }
    String name = newHandle();
    return database.write(
        handle -> {
          Database.lock(handle, tool);
          int waiting = waiting(handle, tool);
          if (waiting >= limits.waitingPerTool()) {
            return new Adding.Full(waiting);
          }
          handle
              .createUpdate(
                  "INSERT INTO queued_call"
                      + " (handle, tool, arguments, caller, state, attempts, queued_at)"
                      + " VALUES (:handle, :tool, :arguments, :caller, 'waiting', 0, :now)")
              .bind("handle", name)
              .bind("tool", tool)
              .bind("arguments", text)
              .bind("caller", caller)
              .bind("now", Database.column(now))
              .execute();
          return new Adding.Added(find(handle, name).orElseThrow(), waiting + 1);
        });
  }

  /** Claims the tool's oldest waiting call. No other caller can claim it until it is released. */
  public Optional<QueuedCall> claimNext(String tool, Instant now) {
    return database.write(
        handle -> {
          Database.lock(handle, tool);
          Optional<String> next =
              handle
                  .createQuery(
                      "SELECT handle FROM queued_call WHERE tool = :tool AND state = 'waiting'"
                          + " ORDER BY id FETCH FIRST 1 ROWS ONLY")
                  .bind("tool", tool)
                  .mapTo(String.class)
                  .findOne();
          next.ifPresent(
              name ->
                  handle
                      .createUpdate(
                          "UPDATE queued_call SET state = 'running', claimed_at = :now,"
                              + " node = :node, attempts = attempts + 1 WHERE handle = :handle")
                      .bind("node", node)
                      .bind("now", Database.column(now))
                      .bind("handle", name)
                      .execute());
          return next.flatMap(name -> find(handle, name));
        });
  }

  /** Finishes a claimed call. Only the first outcome is stored. */
  public Finishing finish(String handle, ObjectNode outcome, Instant now) {
    String text = JsonText.of(outcome);
    if (!JsonText.fits(text, JsonText.MAX_BYTES)) {
      return Finishing.TOO_LARGE;
    }
    int changed =
        database.write(
            h ->
                h.createUpdate(
                        "UPDATE queued_call SET state = 'done', outcome = :outcome,"
                            + " finished_at = :now WHERE handle = :handle AND state = 'running'")
                    .bind("outcome", text)
                    .bind("now", Database.column(now))
                    .bind("handle", handle)
                    .execute());
    return changed == 1 ? Finishing.STORED : Finishing.NOT_RUNNING;
  }

  /**
   * Returns a claimed call to its previous position in the queue.
   *
   * @return whether the call was running
   */
  public boolean release(String handle) {
    return database.write(
        h ->
            h.createUpdate(
                        "UPDATE queued_call SET state = 'waiting', claimed_at = NULL, node = NULL"
                            + " WHERE handle = :handle AND state = 'running'")
                    .bind("handle", handle)
                    .execute()
                == 1);
  }

  public Optional<QueuedCall> find(String handle) {
    return database.read(h -> find(h, handle));
  }

  /** The number of the tool's waiting calls. */
  public int waiting(String tool) {
    return database.read(h -> waiting(h, tool));
  }

  /** The call's position, 1 is next; empty if the call is not waiting. */
  public OptionalInt position(String handle) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT (SELECT COUNT(*) FROM queued_call b WHERE b.tool = a.tool AND b.state ="
                        + " 'waiting' AND b.id <= a.id) FROM queued_call a"
                        + " WHERE a.handle = :handle AND a.state = 'waiting'")
                .bind("handle", handle)
                .mapTo(Integer.class)
                .findOne()
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty));
  }

  /**
   * Returns every call that this node has claimed to its position. Call it only at startup, before
   * the first claim, when all claims of the node are left over from its previous process.
   *
   * @return the number of returned calls
   */
  public int recoverClaimed() {
    return database.write(
        h ->
            h.createUpdate(
                    "UPDATE queued_call SET state = 'waiting', claimed_at = NULL, node = NULL"
                        + " WHERE state = 'running' AND node = :node")
                .bind("node", node)
                .execute());
  }

  /**
   * Deletes calls of every tool that finished before the given time, or are waiting since before
   * it. Running calls are kept.
   */
  public Pruned prune(Instant before) {
    return database.write(
        h ->
            new Pruned(
                prune(h, State.DONE, "finished_at", before),
                prune(h, State.WAITING, "queued_at", before)));
  }

  private static int prune(Handle handle, State state, String since, Instant before) {
    return handle
        .createUpdate("DELETE FROM queued_call WHERE state = :state AND " + since + " < :before")
        .bind("state", state.column())
        .bind("before", Database.column(before))
        .execute();
  }

  private String newHandle() {
    byte[] bytes = new byte[HANDLE_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static int waiting(Handle handle, String tool) {
    return handle
        .createQuery("SELECT COUNT(*) FROM queued_call WHERE tool = :tool AND state = 'waiting'")
        .bind("tool", tool)
        .mapTo(Integer.class)
        .one();
  }

  private static Optional<QueuedCall> find(Handle handle, String name) {
    return handle
        .createQuery(
            "SELECT handle, tool, arguments, caller, state, attempts, queued_at, claimed_at,"
                + " finished_at, outcome FROM queued_call WHERE handle = :handle")
        .bind("handle", name)
        .map((row, context) -> call(row))
        .findOne();
  }

  private static QueuedCall call(ResultSet row) throws SQLException {
    return new QueuedCall(
        row.getString("handle"),
        row.getString("tool"),
        JsonText.parse(row.getString("arguments")),
        row.getString("caller"),
        State.of(row.getString("state")),
        row.getInt("attempts"),
        instant(row, "queued_at").orElseThrow(),
        instant(row, "claimed_at"),
        instant(row, "finished_at"),
        Optional.ofNullable(row.getString("outcome")).map(JsonText::parse));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
