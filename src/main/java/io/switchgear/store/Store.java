package io.switchgear.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An open store: creates the accessors of its tables. Accessors must not be used after {@link
 * #close()}.
 *
 * <p>A database on a server may be shared by nodes. Breaker states then belong to the node's name;
 * everything else is shared. A database in the data folder has only one node, so there the name is
 * not used, and a host may be renamed.
 */
public final class Store implements AutoCloseable {

  /**
   * H2 options: the program closes the database instead of H2's shutdown hook, so that the last
   * writes succeed; no trace file, which would contain arguments; lock waits end after 10 s.
   */
  static final String H2 = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=10000";

  private static final int NODE_CHARS = 64;

  /** Begins the name of a row that is no tool's. */
  private static final String TEST_NAME = "(trial)";

  /** The name of the only node that has the database, whatever its host is called. */
  private static final String ONLY_NODE = "";

  private final Database database;
  private final String node;
  private final Runnable release;

  private Store(Database database, String node, Runnable release) {
    this.database = database;
    this.node = node;
    this.release = release;
  }

  /**
   * A failure of the store that persists.
   *
   * @param since the first failure without a success after it
   * @param message the message of the last failure
   */
  public record Trouble(Instant since, String message) {}

  /**
   * Opens or creates the database file in the folder {@code store} under {@code dataDir}. Created
   * folders, and always the folder {@code store}, are accessible only to their owner (0700).
   *
   * @throws StoreException if another process has it open, if it cannot be read, or if a newer
   *     version wrote it; the file is not changed then
   */
  public static Store open(Path dataDir) {
    return open(dataDir, StoreThreads.TIMEOUT);
  }

  static Store open(Path dataDir, Duration timeout) {
    StoreFile file = new StoreFile(DataFolder.lock(dataDir));
    boolean open = false;
    try {
      Store store = new Store(Database.open(file, timeout), ONLY_NODE, file::close);
      open = true;
      return store;
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  /**
   * Opens a database on a server.
   *
   * @param node name of this node, 1 to 64 characters, different from that of other nodes that use
   *     the database
   * @throws StoreException if it cannot be reached, or if a newer version wrote it
   */
  public static Store open(JdbcSettings settings, String node) {
    return open(settings, node, StoreThreads.TIMEOUT);
  }

  static Store open(JdbcSettings settings, String node, Duration timeout) {
    if (node.isEmpty() || node.length() > NODE_CHARS) {
      throw new IllegalArgumentException(
          "node name '" + node + "': must have 1 to " + NODE_CHARS + " characters");
    }
    return new Store(
        Database.open(new DatabaseServer(settings, node, timeout), timeout), node, () -> {});
  }

  /** A private in-memory store, which is lost when closed. */
  public static Store inMemory() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + H2;
    return new Store(
        Database.open(new Memory(new JdbcSettings(url, "sa", ""))), ONLY_NODE, () -> {});
  }

  public BreakerStates breakerStates() {
    return new BreakerStates(database, node);
  }

  public AnswerCache answers(AnswerCache.Limits limits) {
    return new AnswerCache(database, limits);
  }

  /** Whether other nodes may use the database too. */
  public boolean isShared() {
    return !node.equals(ONLY_NODE);
  }

  public SealingKeyTable sealingKeys() {
    return new SealingKeyTable(database);
  }

  public UsedStateTable usedStates() {
    return new UsedStateTable(database);
  }

  /** For rooms that have tables of their own. */
  public Sql sql() {
    return database;
  }

  /** The current failure; empty if the last access succeeded. Does not wait for the disk. */
  public Optional<Trouble> trouble() {
    return database.trouble().map(now -> new Trouble(now.since(), now.message()));
  }

  /**
   * Writes and deletes a test row, to check whether the store is writable.
   *
   * @throws StoreException if it is not
   */
  public void tryToWrite() {
    database.write(
        handle -> {
          handle.execute("INSERT INTO tool_gate (tool) VALUES (?)", TEST_NAME + node);
          return handle.execute("DELETE FROM tool_gate WHERE tool = ?", TEST_NAME + node);
        });
  }

  /**
   * Registers a task to run after each reopening of the store, when the last writes may be missing.
   * It must not block.
   */
  public void whenReopened(Runnable task) {
    database.whenReopened(task);
  }

  /** Closes the store; later accesses fail. Repeated calls have no effect. */
  @Override
  public void close() {
    try {
      database.close();
    } finally {
      release.run();
    }
  }

  /** A database that lives as long as its connections. */
  private record Memory(JdbcSettings settings) implements Database.Source {

    @Override
    public String place() {
      return "the store in memory";
    }

    @Override
    public String advice() {
      return "restart the server";
    }

    @Override
    public Database.Kind kind() {
      return Database.Kind.H2_MEMORY;
    }

    @Override
    public Connections open() {
      return Connections.open(this, settings);
    }
  }
}
