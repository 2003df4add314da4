package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/** The database file in the folder that this process holds; opened again after a failure. */
final class StoreFile implements Database.Source, AutoCloseable {

  /** How H2 takes what is not there as a wish for something new; wanted only for a new store. */
  private static final String NOTHING_NEW = ";IFEXISTS=TRUE";

  private final DataFolder folder;

  StoreFile(DataFolder folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return folder.path().toString();
  }

  @Override
  public Database.Kind kind() {
    return Database.Kind.H2_FILE;
  }

  @Override
  public Connections open() {
    folder.holdAgain();
    String url = "jdbc:h2:file:" + folder.database() + Store.H2;
    try {
      if (folder.wasComplete()) {
        url += NOTHING_NEW;
        probe(url);
      }
      Connections opened = Connections.open(name(), kind(), new JdbcSettings(url, "sa", ""));
      folder.noteComplete();
      return opened;
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException | SQLException e) {
      SQLException sql = Database.sql(e);
      if (sql != null && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        throw folder.inUse(e);
      }
      throw damaged(String.valueOf(sql == null ? e : sql.getMessage()), e);
    }
  }

  @Override
  public void check() {
    if (!folder.isInPlace()) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "the store's folder "
              + folder.path()
              + " is not there any more; mount its disk, or put the folder back",
          null);
    }
  }

  @Override
  public void letGo() {
    folder.close();
  }

  @Override
  public void close() {
    folder.close();
  }

  /**
   * Looks without touching. H2 takes a missing or empty file for a new database, a cut one for an
   * earlier state of it, and a protected one for read-only.
   */
  private void probe(String url) throws SQLException {
    Path file = folder.databaseFile();
    if (!Files.exists(file)) {
      throw damaged("it is missing", null);
    }
    if (file.toFile().length() == 0) {
      throw damaged("it is empty", null);
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
        throw damaged("its tables are gone", null);
      }
    }
  }

  private StoreException damaged(String what, Throwable cause) {
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
