package io.switchgear.watch.audit;

import io.switchgear.store.Utf8Builder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** Appends whole lines to the last file of a chain and starts new files. Not thread-safe. */
final class Appender implements AutoCloseable {

  private final Path folder;
  private long number;
  private Path file;
  private FileChannel channel;

  /** The length of the file up to the end of its last whole line. */
  private long length;

  private boolean partial;

  /** The file key (device and inode) of the open file. */
  private Object key;

  private Appender(Path folder, long number, FileChannel channel, long length) throws IOException {
    this.folder = folder;
    this.number = number;
    this.file = AuditFolder.file(folder, number);
    this.channel = channel;
    this.length = length;
    this.key = key();
  }

  /** The end of a chain, found when it was opened. An incomplete last line has been cut off. */
  record Found(Appender appender, Head end, boolean any, String lastLine, long cutBytes) {}

  /**
   * Opens the last file, or creates the first one, and cuts off an incomplete last line.
   *
   * @throws UncheckedIOException if the file cannot be read or written
   */
  static Found open(Path folder) {
    try {
      List<Path> files = AuditFolder.files(folder);
      long number = files.isEmpty() ? 1 : AuditFolder.number(files.getLast()).orElseThrow();
      FileChannel channel = channel(folder, number);
      long size = channel.size();
      long whole = FileLines.wholeLines(channel);
      if (whole < size) {
        channel.truncate(whole);
      }
      String last = lastLine(files);
      Head end =
          RecordLine.of(last.getBytes(StandardCharsets.UTF_8))
              .map(line -> new Head(line.seq(), line.hash()))
              .orElse(new Head(0, Hash.GENESIS));
      return new Found(
          new Appender(folder, number, channel, whole), end, !last.isEmpty(), last, size - whole);
    } catch (IOException e) {
      throw new UncheckedIOException("the audit log in " + folder + " cannot be opened", e);
    }
  }

  private static String lastLine(List<Path> files) throws IOException {
    for (Path file : files.reversed()) {
      String last = FileLines.last(file);
      if (!last.isEmpty()) {
        return last;
      }
    }
    return "";
  }

  private static FileChannel channel(Path folder, long number) throws IOException {
    return FileChannel.open(
        AuditFolder.file(folder, number),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** Appends all of the lines, or none. */
  void append(Utf8Builder lines) throws IOException {
    if (partial) {
      channel.truncate(length);
      partial = false;
    }
    ByteBuffer left = ByteBuffer.wrap(lines.array(), 0, lines.length());
    partial = true;
    try {
      long at = length;
      while (left.hasRemaining()) {
        at += channel.write(left, at);
      }
      checkNotReplaced();
      length = at;
      partial = false;
    } finally {
      if (partial) {
        removePartialWrite();
      }
    }
  }

  /**
   * A file that was deleted while it is open still accepts writes, but they are lost when it is
   * closed.
   */
  private void checkNotReplaced() throws IOException {
    if (!Objects.equals(key, key())) {
      throw new IOException("the file " + file + " was removed or replaced; it is created again");
    }
  }

  private Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Removes a partial write. If that fails, the next append tries again. */
  private void removePartialWrite() {
    try {
      channel.truncate(length);
      partial = false;
    } catch (IOException later) {
      partial = true;
    }
  }

  void force() throws IOException {
    channel.force(false);
  }

  long length() {
    return length;
  }

  /** Continues in a new file. */
  void rotate() throws IOException {
    channel.force(true);
    FileChannel next = channel(folder, number + 1);
    next.truncate(0);
    channel.close();
    channel = next;
    number++;
    file = AuditFolder.file(folder, number);
    length = 0;
    key = key();
  }

  /** The oldest files beyond the number to keep. */
  List<Path> tooMany(int keep) throws IOException {
    List<Path> files = AuditFolder.files(folder);
    return keep == 0 ? List.of() : files.subList(0, Math.max(0, files.size() - keep));
  }

  static Head endOf(Path file) throws IOException {
    return RecordLine.of(FileLines.last(file).getBytes(StandardCharsets.UTF_8))
        .map(line -> new Head(line.seq(), line.hash()))
        .orElse(new Head(0, Hash.GENESIS));
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
