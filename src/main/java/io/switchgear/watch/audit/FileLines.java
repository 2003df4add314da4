package io.switchgear.watch.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads lines from the end of a file or around a position in it. */
final class FileLines {

  private static final int CHUNK = 64 << 10;

  /** What is read to find one line; almost all lines are shorter. */
  private static final int LINE = 4 << 10;

  private FileLines() {}

  /** The length of the file up to its last line end. */
  static long wholeLines(FileChannel channel) throws IOException {
    long end = channel.size();
    while (end > 0) {
      long start = Math.max(0, end - CHUNK);
      byte[] chunk = read(channel, start, end);
      for (int at = chunk.length - 1; at >= 0; at--) {
        if (chunk[at] == '\n') {
          return start + at + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /** The last complete line, without its line end; empty if there is none. */
  static String last(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      List<byte[]> last = before(channel, wholeLines(channel), 1);
      return last.isEmpty() ? "" : new String(last.getFirst(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The lines before a position, last one first, without their line ends.
   *
   * @param end the start of a line, or the end of the file
   */
  static List<byte[]> before(FileChannel channel, long end, int limit) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    long at = end;
    int size = CHUNK;
    while (at > 0 && lines.size() < limit) {
      long start = Math.max(0, at - size);
      byte[] chunk = read(channel, start, at);
      int lineEnd = chunk.length - 1;
      for (int i = lineEnd - 1; i >= -1 && lines.size() < limit; i--) {
        boolean begins = i < 0 ? start == 0 : chunk[i] == '\n';
        if (begins) {
          lines.add(Arrays.copyOfRange(chunk, i + 1, lineEnd));
          lineEnd = i;
        }
      }
      long read = start + lineEnd + 1;
      size = read == at ? size * 2 : CHUNK;
      at = read;
    }
    return lines;
  }

  /**
   * The position of the first line with at least this number; the end of the file if there is none.
   */
  static long find(FileChannel channel, long seq) throws IOException {
    long low = 0;
    long high = wholeLines(channel);
    while (low < high) {
      long middle = (low + high) / 2;
      long begin = beginOfLine(channel, middle, low);
      byte[] line = lineAt(channel, begin, high);
      if (isFrom(line, seq)) {
        high = begin;
      } else {
        low = begin + line.length + 1;
      }
    }
    return low;
  }

  /** Whether the first line has at least this number; false if there is no line. */
  static boolean beginsFrom(FileChannel channel, long seq) throws IOException {
    return isFrom(lineAt(channel, 0, channel.size()), seq);
  }

  private static boolean isFrom(byte[] line, long seq) {
    Optional<Long> found = RecordLine.seq(line);
    return found.isPresent() && found.get() >= seq;
  }

  private static long beginOfLine(FileChannel channel, long at, long floor) throws IOException {
    long end = at;
    while (end > floor) {
      long start = Math.max(floor, end - LINE);
      byte[] chunk = read(channel, start, end);
      for (int i = chunk.length - 1; i >= 0; i--) {
        if (chunk[i] == '\n') {
          return start + i + 1;
        }
      }
      end = start;
    }
    return floor;
  }

  private static byte[] lineAt(FileChannel channel, long begin, long end) throws IOException {
    for (int size = LINE; ; size *= 2) {
      byte[] chunk = read(channel, begin, Math.min(end, begin + size));
      for (int i = 0; i < chunk.length; i++) {
        if (chunk[i] == '\n') {
          return Arrays.copyOf(chunk, i);
        }
      }
      if (begin + size >= end) {
        return chunk;
      }
    }
  }

  private static byte[] read(FileChannel channel, long start, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(end - start));
    while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {}
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
