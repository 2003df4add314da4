package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/** Opens the database file in the locked data folder, also again after a failure. */
final class StoreFile implements Database.Source, AutoCloseable {

  /** Keeps H2 from creating a new database in place of a missing one. */
  private static final String MUST_EXIST = ";IFEXISTS=TRUE";

  private final DataFolder folder;

  StoreFile(DataFolder folder) {
    this.folder = folder;
  }

  @Override
  public String place() {
    return "the store in " + folder.path();
  }

  @Override
  public String advice() {
    return "check the disk's health and free space";
  }

  @Override
  public Database.Kind kind() {
    return Database.Kind.H2_FILE;
  }

  @Override
  public Connections open() {
    folder.lockAgain();
    String url = "jdbc:h2:file:" + folder.database() + Store.H2;
    try {
      if (folder.wasComplete()) {
        url += MUST_EXIST;
        probe(url);
      }
      Connections opened = Connections.open(this, new JdbcSettings(url, "sa", ""));
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
  public void checkFile() {
    if (!folder.isInPlace()) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "the store's folder "
              + folder.path()
              + " no longer exists; mount its disk, or restore the folder",
          null);
    }
  }

  @Override
  public void release() {
    folder.close();
  }

  @Override
  public void close() {
    folder.close();
  }

  /**
   * Checks the file without changing it. H2 would treat a missing or empty file as a new database,
   * a truncated one as an earlier state, and a write-protected one as read-only.
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
          "the store's file " + file + " cannot be written; give this user write permission",
          null);
    }
    try (Connection readOnly = DriverManager.getConnection(url + ";ACCESS_MODE_DATA=r", "sa", "");
        ResultSet tables = readOnly.getMetaData().getTables(null, "PUBLIC", "QUEUED_CALL", null)) {
      if (!tables.next()) {
        throw damaged("its tables are missing", null);
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
            + "); nothing was changed: restore a backup, or move the folder "
            + folder.path()
            + " away to start with an empty store",
        cause);
  }
}
