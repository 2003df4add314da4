package io.switchgear.watch.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a file, with one line of look-ahead. */
final class LineSource implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private record Line(byte[] bytes, boolean ended) {}

  private final InputStream in;
  private Line ahead;
  private boolean ended;
  private long number;

  LineSource(InputStream in) throws IOException {
    this.in = new BufferedInputStream(in, BUFFER);
    this.ahead = read();
  }

  /** The next line, without its line end; null at the end of the file. */
  byte[] next() throws IOException {
    if (ahead == null) {
      return null;
    }
    Line line = ahead;
    ahead = read();
    ended = line.ended();
    number++;
    return line.bytes();
  }

  /** The line after the current one; null if there is none. */
  byte[] peek() {
    return ahead == null ? null : ahead.bytes();
  }

  /** Whether the current line was terminated. */
  boolean ended() {
    return ended;
  }

  /** The number of the current line, from 1. */
  long number() {
    return number;
  }

  private Line read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return new Line(line.toByteArray(), next == '\n');
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
