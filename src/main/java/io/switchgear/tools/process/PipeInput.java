package io.switchgear.tools.process;

import com.sun.jna.LastErrorException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * A pipe into which a process writes and from which one thread of ours reads.
 *
 * <p>The JDK's own process streams do not serve: they end with the leader, though the rest of its
 * tree may still speak, they swallow what is in the pipe at that moment without a bound, and a
 * blocked read cannot be ended while a stranger holds the other side open.
 */
final class PipeInput extends InputStream {

  /** How long a reader may take to notice that it was abandoned. */
  private static final int POLL_MILLIS = 200;

  /** What a pipe can hold unread on Linux by default (pipe(7)). */
  private static final int PIPE_CAPACITY = 64 << 10;

  private final int reading;
  private final int writing;
  private final byte[] buffer = new byte[PIPE_CAPACITY];
  private int position;
  private int filled;
  private long received;
  private boolean ended;
  private volatile boolean abandoned;
  private int leftAfterAbandon = PIPE_CAPACITY;

  PipeInput() throws IOException {
    int[] ends = pipe();
    reading = ends[0];
    writing = ends[1];
  }

  /** The reading and the writing end of a new pipe; neither blocks, neither is inherited. */
  static int[] pipe() throws IOException {
    int[] ends = new int[2];
    try {
      Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
      return ends;
    } catch (LastErrorException e) {
      throw new IOException(
          "no pipe to the process can be had (errno "
              + e.getErrorCode()
              + "): the server may be out of file descriptors; raise its limit or run fewer"
              + " processes",
          e);
    }
  }

  /** The writing side as a file; opening it anew gives the process a blocking descriptor. */
  File processSide() {
    return new File("/proc/self/fd/" + writing);
  }

  /** Drops our copy of the writing side, so that the stream ends when the process's copies do. */
  void closeProcessSide() {
    Libc.close(writing);
  }

  /** For a process that never started. */
  void closeBothSides() {
    closeProcessSide();
    close();
  }

  /** Bytes that came out of the pipe so far; meaningful to the reading thread and after it. */
  long received() {
    return received;
  }

  /** Ends the stream soon even though somebody still holds the other side. */
  void abandon() {
    abandoned = true;
  }

  /** The same bytes, ending after {@code limit}; closing it closes nothing. */
  InputStream first(long limit) {
    return new InputStream() {
      private long left = limit;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
          return 0;
        }
        if (left <= 0) {
          return -1;
        }
        int count = PipeInput.this.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
      }
    };
  }

  /** Reads to the end and drops what it reads. */
  void drain() throws IOException {
    position = filled;
    while (fill()) {
      position = filled;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (position == filled && !fill()) {
      return -1;
    }
    int count = Math.min(length, filled - position);
    System.arraycopy(buffer, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() {
    Libc.close(reading);
  }

  private boolean fill() throws IOException {
    while (!ended) {
      boolean lastLook = abandoned;
      int[] pollfd = {reading, Libc.POLLIN};
      try {
        int ready = Libc.poll(pollfd, 1, lastLook ? 0 : POLL_MILLIS);
        if (ready == 0) {
          ended = lastLook;
          continue;
        }
        long count = Libc.read(reading, buffer, buffer.length);
        if (count == 0) {
          ended = true;
          continue;
        }
        if (lastLook) {
          leftAfterAbandon -= (int) count;
          ended = leftAfterAbandon <= 0;
        }
        received += count;
        position = 0;
        filled = (int) count;
        return true;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Libc.EINTR && e.getErrorCode() != Libc.EAGAIN) {
          ended = true;
          throw new IOException("reading a process's output failed: " + e.getMessage(), e);
        }
      }
    }
    return false;
  }
}
