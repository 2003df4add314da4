package io.switchgear.tools.process;

import io.switchgear.tools.libc.Errno;
import io.switchgear.tools.libc.Libc;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A pipe that a process writes to and one thread of this JVM reads from.
 *
 * <p>The JDK's process streams are unsuitable for three reasons. They end with the leader, although
 * the rest of its tree may still write. They then buffer the content of the pipe without a limit. A
 * blocked read cannot be ended while another process keeps the pipe open.
 */
final class PipeInput extends InputStream {

  /** Maximum time until a blocked read notices {@link #abandon}. */
  private static final int POLL_MILLIS = 200;

  /** Default capacity of a pipe on Linux (pipe(7)). */
  private static final int PIPE_CAPACITY = 64 << 10;

  private final int reading;
  private final int writing;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIPE_CAPACITY);
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

  /** The read and write ends of a new pipe; both are non-blocking and close-on-exec. */
  static int[] pipe() throws IOException {
    int[] ends = new int[2];
    int result = Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
    if (result < 0) {
      throw new IOException(
          "cannot create a pipe to the process ("
              + Errno.text(-result)
              + "): the server may be out of file descriptors; raise its limit or run fewer"
              + " processes");
    }
    return ends;
  }

  /** The write end as a file. Opening it gives the process a new, blocking descriptor. */
  File processSide() {
    return new File("/proc/self/fd/" + writing);
  }

  /** Closes this JVM's write end, so that the stream ends when the process closes its copies. */
  void closeProcessSide() {
    Libc.close(writing);
  }

  /** Closes both ends, if the process was not started. */
  void closeBothSides() {
    closeProcessSide();
    close();
  }

  /** The number of bytes read from the pipe; valid on the reading thread and after it. */
  long received() {
    return received;
  }

  /** Ends the stream soon, even if another process keeps the pipe open. */
  void abandon() {
    abandoned = true;
  }

  /** A view of this stream that ends after {@code limit} bytes. Closing it has no effect. */
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

  /** Reads to the end and discards the data. */
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
    buffer.get(position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() {
    Libc.close(reading);
  }

  private boolean fill() throws IOException {
    while (!ended) {
      boolean lastPoll = abandoned;
      int ready = check(Libc.poll(reading, Libc.POLLIN, lastPoll ? 0 : POLL_MILLIS));
      if (ready <= 0) {
        ended = ready == 0 && lastPoll;
        continue;
      }
      int count = check(Libc.read(reading, MemorySegment.ofBuffer(buffer)));
      if (count <= 0) {
        ended = count == 0;
        continue;
      }
      if (lastPoll) {
        leftAfterAbandon -= count;
        ended = leftAfterAbandon <= 0;
      }
      received += count;
      position = 0;
      filled = count;
      return true;
    }
    return false;
  }

  /**
   * @return negative if the call is to be repeated
   */
  private int check(long result) throws IOException {
    if (result < 0 && result != -Errno.EINTR && result != -Errno.EAGAIN) {
      ended = true;
      throw new IOException("reading a process's output failed: " + Errno.text((int) -result));
    }
    return (int) result;
  }
}
