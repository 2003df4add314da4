package io.switchgear.store;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign what clients carry for the server. All nodes on the database share them. A new
 * key is made when the newest is {@link #ROTATION_HOURS} hours old. A key is deleted when its
 * successor has that age. Ages are by the clock of the database. Methods block; see the package.
 */
public final class SealingKeyTable {

  /** Age at which the newest key gets a successor, and at which a successor's predecessor goes. */
  public static final int ROTATION_HOURS = 24;

  /**
   * Age at which a key is used for sealing, if there is an older one until then. Nodes read the
   * keys more often, so each of them has a key before any of them uses it.
   */
  public static final int PUBLISHED_MINUTES = 5;

  private static final Logger LOG = LoggerFactory.getLogger(SealingKeyTable.class);
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 32;

  private static final String INSERT =
      "INSERT INTO sealing_key (id, generation, secret, created_at)"
          + " SELECT CAST(:id AS CHARACTER VARYING(16)),"
          + " COALESCE((SELECT MAX(generation) FROM sealing_key), 0) + 1,"
          + " CAST(:secret AS BYTEA), CURRENT_TIMESTAMP"
          + " WHERE NOT EXISTS (SELECT 1 FROM sealing_key";

  private static final String YOUNG =
      "created_at > CURRENT_TIMESTAMP - INTERVAL '" + ROTATION_HOURS + "' HOUR";

  private final Sql sql;
  private final SecureRandom random = new SecureRandom();

  SealingKeyTable(Sql sql) {
    this.sql = sql;
  }

  /**
   * A key. Its text does not show the secret.
   *
   * @param id 12 characters of base64url; not secret
   * @param secret 32 bytes
   */
  public record StoredKey(String id, byte[] secret) {

    @Override
    public String toString() {
      return "key " + id;
    }
  }

  /**
   * The keys in force.
   *
   * @param sealing for what is sealed now
   * @param all newest first
   */
  public record InForce(StoredKey sealing, List<StoredKey> all) {}

  private record Row(StoredKey key, boolean young, boolean published) {}

  /**
   * Makes this the first key, if there is no key.
   *
   * @param secret 32 bytes
   * @throws StoreException if it could not be written
   */
  public void begin(byte[] secret) {
    if (sql.read(this::rows).isEmpty()) {
      String id = newId();
      sql.write(handle -> insert(handle, INSERT + ")", id, secret));
    }
  }

  /**
   * The keys in force. Makes a new key if one is due, and then deletes old ones. Of nodes that do
   * so at once, one makes the key and all get it. If a key is due and cannot be written, the old
   * ones stay in force.
   *
   * @throws StoreException if there is no key that could be read or made
   */
  public InForce current() {
    List<Row> rows = sql.read(this::rows);
    if (rows.isEmpty()) {
      rows = sql.write(rotation());
    } else if (!rows.getFirst().young()) {
      try {
        rows = sql.write(rotation());
      } catch (StoreException notNow) {
        LOG.debug("a key is due and cannot be made; the old one is used", notNow);
      }
    }
    return inForce(rows);
  }

  private static InForce inForce(List<Row> rows) {
    Row sealing = rows.stream().filter(Row::published).findFirst().orElseGet(rows::getLast);
    return new InForce(sealing.key(), rows.stream().map(Row::key).toList());
  }

  private HandleCallback<List<Row>, RuntimeException> rotation() {
    String id = newId();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return handle -> {
      insert(handle, INSERT + " WHERE " + YOUNG + ")", id, secret);
      handle
          .createUpdate(
              "DELETE FROM sealing_key WHERE generation < (SELECT MAX(generation) FROM sealing_key"
                  + " WHERE NOT ("
                  + YOUNG
                  + "))")
          .execute();
      return rows(handle);
    };
  }

  private static int insert(Handle handle, String statement, String id, byte[] secret) {
    return handle.createUpdate(statement).bind("id", id).bind("secret", secret).execute();
  }

  private List<Row> rows(Handle handle) {
    return handle
        .createQuery(
            "SELECT id, secret, "
                + YOUNG
                + " AS young, created_at <= CURRENT_TIMESTAMP - INTERVAL '"
                + PUBLISHED_MINUTES
                + "' MINUTE AS published FROM sealing_key ORDER BY generation DESC")
        .map(
            (row, context) ->
                new Row(
                    new StoredKey(row.getString("id"), row.getBytes("secret")),
                    row.getBoolean("young"),
                    row.getBoolean("published")))
        .list();
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
