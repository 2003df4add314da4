package io.switchgear.watch.audit;

import io.switchgear.store.FolderDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder with the files of one chain, locked by one process at a time. */
final class AuditFolder implements AutoCloseable {

  private static final Pattern FILE = Pattern.compile("audit-([0-9]{8,18})\\.jsonl");
  private static final int MAX_FOLDERS = 64;

  private final Path path;
  private final FolderDevice device;
  private FileChannel lock;

  private AuditFolder(Path path, FileChannel lock) {
    this.path = path;
    this.device = FolderDevice.of(path.toAbsolutePath());
    this.lock = lock;
  }

  /**
   * Locks the folder of this name, or {@code name-2}, {@code name-3} and so on, the first that no
   * other process has locked.
   *
   * @throws UncheckedIOException if no folder can be locked
   */
  static AuditFolder hold(Path dataDir, String name) {
    try {
      for (int number = 1; number <= MAX_FOLDERS; number++) {
        Path folder = dataDir.resolve(number == 1 ? name : name + "-" + number);
        Optional<AuditFolder> held = hold(folder);
        if (held.isPresent()) {
          return held.get();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the audit folder in %s cannot be used; it must be a folder that this user can write to"
              .formatted(dataDir),
          e);
    }
    throw new UncheckedIOException(
        new IOException(
            "%d processes already keep an audit log in %s; stop some of them"
                .formatted(MAX_FOLDERS, dataDir)));
  }

  /**
   * Locks the folder again after it was released; creates it if it was removed.
   *
   * @throws IOException if another process holds the lock, if the folder's disk is not mounted, or
   *     if the folder cannot be used
   */
  void holdAgain() throws IOException {
    if (lock.isOpen()) {
      return;
    }
    if (device.isUnmounted()) {
      throw new IOException(path + " is gone, because its disk is not mounted; mount it");
    }
    lock =
        lock(path)
            .orElseThrow(
                () -> new IOException(path + " is used by another process; stop that process"));
  }

  private static Optional<AuditFolder> hold(Path folder) throws IOException {
    return lock(folder).map(channel -> new AuditFolder(folder, channel));
  }

  private static Optional<FileChannel> lock(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      lock = null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return Optional.ofNullable(lock).map(held -> channel);
  }

  Path path() {
    return path;
  }

  private record Numbered(long number, Path file) {}

  /** The files of a chain, in their order. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.flatMap(file -> number(file).map(number -> new Numbered(number, file)).stream())
          .sorted(Comparator.comparingLong(Numbered::number))
          .map(Numbered::file)
          .toList();
    }
  }

  /** The number of a chain file; empty if the file is not one. */
  static Optional<Long> number(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    return name.matches() ? Optional.of(Long.parseLong(name.group(1))) : Optional.empty();
  }

  static Path file(Path folder, long number) {
    return folder.resolve("audit-%08d.jsonl".formatted(number));
  }

  /** Releases the lock, so that the disk can be unmounted. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
