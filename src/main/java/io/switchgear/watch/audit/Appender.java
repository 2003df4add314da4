package io.switchgear.watch.audit;

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

/** The end of a chain: adds whole lines to its last file, and begins the next. For one thread. */
final class Appender implements AutoCloseable {

  private final Path folder;
  private long number;
  private FileChannel channel;

  /** Up to where there are whole lines. */
  private long length;

  private boolean torn;

  /** What the system knows the file by. */
  private Object key;

  private Appender(Path folder, long number, FileChannel channel, long length) throws IOException {
    this.folder = folder;
    this.number = number;
    this.channel = channel;
    this.length = length;
    this.key = key();
  }

  /** What was found at the end of a chain, after its last line was made whole. */
  record Found(Appender appender, Head end, boolean any, String lastLine, long cutBytes) {}

  /**
   * Opens the last file, or the first one, and cuts off a line that has no end.
   *
   * @throws UncheckedIOException if it cannot be read or written
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
      throw new UncheckedIOException("the audit in " + folder + " cannot be opened", e);
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

  /** Adds all of the lines, or none. */
  void append(byte[] lines, int count) throws IOException {
    if (torn) {
      channel.truncate(length);
      torn = false;
    }
    ByteBuffer left = ByteBuffer.wrap(lines, 0, count);
    torn = true;
    try {
      long at = length;
      while (left.hasRemaining()) {
        at += channel.write(left, at);
      }
      checkPlace();
      length = at;
      torn = false;
    } finally {
      if (torn) {
        mend();
      }
    }
  }

  /**
   * A file that was removed while it is open takes what is written, and is lost when it is closed.
   */
  private void checkPlace() throws IOException {
    if (!Objects.equals(key, key())) {
      throw new IOException("the file " + file() + " was taken away; it is made again");
    }
  }

  private Object key() throws IOException {
    return Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
  }

  private Path file() {
    return AuditFolder.file(folder, number);
  }

  /** Or else before the next lines. */
  private void mend() {
    try {
      channel.truncate(length);
      torn = false;
    } catch (IOException later) {
      torn = true;
    }
  }

  void force() throws IOException {
    channel.force(false);
  }

  long length() {
    return length;
  }

  /** Goes on in another file. */
  void rotate() throws IOException {
    channel.force(true);
    FileChannel next = channel(folder, number + 1);
    next.truncate(0);
    channel.close();
    channel = next;
    number++;
    length = 0;
    key = key();
  }

  /** The oldest files that are too many. */
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
