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
 * The folder {@code store} in the data directory. It is accessible only to its owner and locked by
 * one process at a time. The operating system releases the lock when the process ends for any
 * reason.
 */
final class DataFolder implements AutoCloseable {

  /**
   * Folders that this process has open. The file lock cannot detect a second use in the same
   * process: it belongs to the process, and closing any channel on the file would release it.
   */
  private static final Set<Path> OPEN_FOLDERS = ConcurrentHashMap.newKeySet();

  /** Beyond the file's text, because locked ranges are unreadable on Windows. */
  private static final long LOCK_AT = Long.MAX_VALUE - 1;

  private static final int OWNER_BYTES = 1024;

  private final Path dataDir;
  private final Path folder;

  private final FolderDevice device;
  private FileChannel channel;

  /** The file key of the open database file; null while it is not open. */
  private volatile Object fileKey;

  private DataFolder(Path dataDir, Path folder, FileChannel channel) {
    this.dataDir = dataDir;
    this.folder = folder;
    this.channel = channel;
    this.device = FolderDevice.of(folder);
  }

  static DataFolder lock(Path dataDir) {
    Path absolute = dataDir.toAbsolutePath().normalize();
    Path folder = prepare(absolute);
    return new DataFolder(absolute, folder, acquire(folder));
  }

  /**
   * Locks the folder again after {@link #close}; creates it if it was removed.
   *
   * @throws StoreException if another process has it, or if its file system is not mounted: files
   *     written to the mount point would be hidden after the next mount
   */
  void lockAgain() {
    if (channel.isOpen()) {
      return;
    }
    if (device.isUnmounted()) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "the store's folder "
              + folder
              + " is not available, because its disk is not mounted; mount it, and the store works"
              + " again",
          null);
    }
    channel = acquire(prepare(dataDir));
  }

  /**
   * Whether the open database file still exists under its name. If it was removed, writes still
   * succeed, but are lost when the file is closed.
   */
  boolean isInPlace() {
    return Objects.equals(fileKey, key(databaseFile()));
  }

  private static FileChannel acquire(Path folder) {
    if (!OPEN_FOLDERS.add(folder)) {
      throw inUse(folder, "this process", null);
    }
    boolean held = false;
    try {
      FileChannel channel = lockFile(folder);
      held = true;
      return channel;
    } finally {
      if (!held) {
        OPEN_FOLDERS.remove(folder);
      }
    }
  }

  /** The file's key; null if the file does not exist or the file system has no keys. */
  private static Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  /** The database path for H2, which appends {@code .mv.db}. */
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

  /** Whether a store was created here before, so that a missing file means data loss. */
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
    fileKey = key(databaseFile());
  }

  /** Releases the folder, so that its disk can be unmounted. */
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
      OPEN_FOLDERS.remove(folder);
    }
  }

  private static Path prepare(Path dataDir) {
    Path folder = dataDir.resolve("store");
    if (folder.toString().contains(";")) {
      throw new StoreException(
          Reason.NO_ACCESS,
          "data directory " + dataDir + ": the path must not contain ';'; choose another",
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
        // Unlike the data directory, which may be shared, this folder is only ours.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw noAccess(folder, e);
    }
  }

  private static FileChannel lockFile(Path folder) {
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
      // The earlier failure is reported instead.
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
            + "; only one process can use it: stop that process, or set switchgear.data-dir to"
            + " another folder",
        cause);
  }

  private static StoreException noAccess(Path folder, IOException cause) {
    return new StoreException(
        Reason.NO_ACCESS,
        "the store's folder "
            + folder
            + " cannot be used ("
            + FileTrouble.of(cause)
            + "); it must be a folder that this user can write: change its permissions, or set"
            + " switchgear.data-dir to another folder",
        cause);
  }
}
