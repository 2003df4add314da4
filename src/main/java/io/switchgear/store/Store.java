package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.api.ErrorCode;

/**
 * The database, opened: hands out what is kept in it. Those who got a part of it from here must be
 * done before {@link #close()}.
 */
public final class Store implements AutoCloseable {

  /**
   * Closed by us and not by H2's shutdown hook, so that the last writes find it open; no trace
   * file, which would hold arguments; no waiting for a lock without end.
   */
  private static final String H2 = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=10000";

  private final Database database;
  private final Runnable letGo;

  private Store(Database database, Runnable letGo) {
    this.database = database;
    this.letGo = letGo;
  }

  /**
   * Opens, or makes, the database file in the folder {@code store} under {@code dataDir}. Folders
   * that are made here are for their owner only (0700), and the folder {@code store} always is.
   *
   * @throws StoreException if another has it open, if it cannot be read, if it is of a newer
   *     version; the file is then as it was
   */
  public static Store open(Path dataDir) {
    DataFolder folder = DataFolder.hold(dataDir);
    boolean open = false;
    try {
      Store store = new Store(openFile(folder), folder::close);
      open = true;
      return store;
    } finally {
      if (!open) {
        folder.close();
      }
    }
  }

  /**
   * Opens a database that somebody else runs; its driver must be on the class path.
   *
   * @throws StoreException if it cannot be reached or is of a newer version
   */
  public static Store open(JdbcSettings settings) {
    try {
      return new Store(Database.open(settings.url(), Database.Kind.SERVER, settings), () -> {});
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(
          Reason.FAILED,
          "the database "
              + settings.url()
              + " cannot be opened ("
              + e.getMessage()
              + "); it must run, its driver be on the class path, and the user be allowed to make"
              + " tables: see to these and start again",
          e);
    }
  }

  /** Gone when closed, and seen by nobody else. */
  public static Store inMemory() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + H2;
    return new Store(
        Database.open("memory", Database.Kind.H2_MEMORY, new JdbcSettings(url, "sa", "")),
        () -> {});
  }

  public BreakerStates breakerStates() {
    return new BreakerStates(database);
  }

  public Answers answers(Answers.Limits limits) {
    return new Answers(database, limits);
  }

  public CallQueue callQueue(CallQueue.Limits limits) {
    return new CallQueue(database, limits);
  }

  /** May be called again; what is asked of the store afterwards fails. */
  @Override
  public void close() {
    try {
      database.close();
    } finally {
      letGo.run();
    }
  }

  private static Database openFile(DataFolder folder) {
    String url = "jdbc:h2:file:" + folder.database() + H2;
    try {
      if (folder.wasComplete()) {
        probe(folder, url);
      }
      Database database =
          Database.open(
              folder.path().toString(), Database.Kind.H2_FILE, new JdbcSettings(url, "sa", ""));
      folder.noteComplete();
      return database;
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException | SQLException e) {
      SQLException sql = Database.sql(e);
      if (sql != null && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        throw folder.inUse(e);
      }
      throw damaged(folder, String.valueOf(sql == null ? e : sql.getMessage()), e);
    }
  }

  /**
   * Looks without touching. H2 takes a missing or empty file for a new database, a cut one for an
   * earlier state of it, and a protected one for read-only.
   */
  private static void probe(DataFolder folder, String url) throws SQLException {
    Path file = folder.databaseFile();
    if (!Files.exists(file)) {
      throw damaged(folder, "it is missing", null);
    }
    if (file.toFile().length() == 0) {
      throw damaged(folder, "it is empty", null);
    }
    if (!Files.isWritable(file)) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "the store's file " + file + " cannot be written; let this user write it",
          null);
    }
    try (Connection readOnly = DriverManager.getConnection(url + ";ACCESS_MODE_DATA=r", "sa", "");
        ResultSet tables = readOnly.getMetaData().getTables(null, "PUBLIC", "QUEUED_CALL", null)) {
      if (!tables.next()) {
        throw damaged(folder, "its tables are gone", null);
      }
    }
  }

  private static StoreException damaged(DataFolder folder, String what, Throwable cause) {
    return new StoreException(
        Reason.DAMAGED,
        "the store's file "
            + folder.databaseFile()
            + " cannot be read as a database ("
            + what
            + "); nothing was changed: put a backup in its place, or move the folder "
            + folder.path()
            + " away to start with an empty store",
        cause);
  }
}
