package io.switchgear.store;

import io.switchgear.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder {@code store} under the data directory, for its owner's eyes only, held by one process
 * at a time. The operating system drops the hold when the process dies, however it dies.
 */
final class DataFolder implements AutoCloseable {

  /**
   * Folders open in this process. The lock cannot tell: it belongs to the process, and closing any
   * channel on the file would drop it.
   */
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  /** Past the text, because on Windows what is locked cannot be read either. */
  private static final long LOCK_AT = Long.MAX_VALUE - 1;

  private static final int OWNER_BYTES = 1024;

  private final Path dataDir;
  private final Path folder;

  private final FolderDevice device;
  private FileChannel channel;

  /** What the system knows the database's file by; null while it is not open. */
  private volatile Object file;

  private DataFolder(Path dataDir, Path folder, FileChannel channel) {
    this.dataDir = dataDir;
    this.folder = folder;
    this.channel = channel;
    this.device = FolderDevice.of(folder);
  }

  static DataFolder hold(Path dataDir) {
    Path absolute = dataDir.toAbsolutePath().normalize();
    Path folder = prepare(absolute);
    return new DataFolder(absolute, folder, take(folder));
  }

  /**
   * Takes the folder after it was let go; makes it again if it was removed.
   *
   * @throws StoreException if another has it now, or if its file system is not mounted: what was
   *     written below its place would be hidden when it is there again
   */
  void holdAgain() {
    if (channel.isOpen()) {
      return;
    }
    if (device.isUnmounted()) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "the store's folder "
              + folder
              + " is gone, because its disk is not mounted; mount it, and the store goes on",
          null);
    }
    channel = take(prepare(dataDir));
  }

  /**
   * Whether the database's file is the one that is found under its name. One that was removed while
   * it was open takes what is written, and is lost when it is closed.
   */
  boolean isInPlace() {
    return Objects.equals(file, key(databaseFile()));
  }

  private static FileChannel take(Path folder) {
    if (!OPEN_HERE.add(folder)) {
      throw inUse(folder, "this process", null);
    }
    boolean held = false;
    try {
      FileChannel channel = lock(folder);
      held = true;
      return channel;
    } finally {
      if (!held) {
        OPEN_HERE.remove(folder);
      }
    }
  }

  /** Null if there is no file, or if it has none. */
  private static Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  /** H2 appends {@code .mv.db}. */
  Path database() {
    return folder.resolve("switchgear");
  }

  Path path() {
    return folder;
  }

  Path databaseFile() {
    return folder.resolve("switchgear.mv.db");
  }

  StoreException inUse(Throwable cause) {
    return inUse(folder, "another program", cause);
  }

  /** Whether a store was complete here once, so that its absence is a loss and not a beginning. */
  boolean wasComplete() {
    return Files.exists(folder.resolve("complete"));
  }

  void noteComplete() {
    try {
      if (!wasComplete()) {
        Files.createFile(folder.resolve("complete"));
      }
    } catch (IOException e) {
      throw noAccess(folder, e);
    }
    file = key(databaseFile());
  }

  /** Lets the folder go, so that its disk can be unmounted. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw noAccess(folder, e);
    } finally {
      OPEN_HERE.remove(folder);
    }
  }

  private static Path prepare(Path dataDir) {
    Path folder = dataDir.resolve("store");
    if (folder.toString().contains(";")) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "data directory " + dataDir + ": its path must have no ';' in it; choose another",
          null);
    }
    try {
      boolean posix =
          Files.getFileStore(FolderDevice.existing(dataDir)).supportsFileAttributeView("posix");
      FileAttribute<?>[] ownerOnly =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectories(folder, ownerOnly);
      if (posix) {
        // Ours alone, unlike a data directory that somebody made before.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw noAccess(folder, e);
    }
  }

  private static FileChannel lock(Path folder) {
    FileChannel channel = null;
    boolean held = false;
    try {
      channel =
          FileChannel.open(
              folder.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      held = channel.tryLock(LOCK_AT, 1, false) != null;
      if (!held) {
        throw inUse(folder, owner(channel), null);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException e) {
      held = false;
      throw noAccess(folder, e);
    } finally {
      if (!held && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The failure that led here is the one to tell.
    }
  }

  private static String self() {
    return "process %d, since %s"
        .formatted(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(OWNER_BYTES);
    int length = channel.read(text, 0);
    return length <= 0
        ? "another process"
        : new String(text.array(), 0, length, StandardCharsets.UTF_8);
  }

  private static StoreException inUse(Path folder, String who, Throwable cause) {
    return new StoreException(
        Reason.IN_USE,
        "the store in "
            + folder
            + " is in use by "
            + who
            + "; one process at a time may have it: stop that one, or give this one another"
            + " switchgear.data-dir",
        cause);
  }

  private static StoreException noAccess(Path folder, IOException cause) {
    return new StoreException(
        Reason.NO_ACCESS,
        "the store's folder "
            + folder
            + " cannot be used ("
            + FileTrouble.of(cause)
            + "); it must be a folder that this user may write: make it one, or set"
            + " switchgear.data-dir to another",
        cause);
  }
}
