package io.switchgear.front.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * Bytes to be written to a socket. They are passed to the system in steps, because the JDK copies
 * everything that one write is given into direct memory, again for each write, and keeps that
 * memory for the thread.
 */
final class PendingWrite {

  /** Maximum bytes of one write. */
  static final int STEP = 128 * 1024;

  static final PendingWrite NOTHING = new PendingWrite(new ByteBuffer[] {});

  /** Each part has at most {@link #STEP} bytes. */
  private final ByteBuffer[] parts;

  /** Index of the first part that is not fully written. */
  private int first;

  private PendingWrite(ByteBuffer[] parts) {
    this.parts = parts;
  }

  static PendingWrite of(ByteString bytes) {
    if (bytes.isCompact() && bytes.size() <= STEP) {
      return new PendingWrite(new ByteBuffer[] {bytes.asByteBuffer()});
    }
    List<ByteBuffer> parts = new ArrayList<>();
    for (ByteBuffer buffer : bytes.getByteBuffers()) {
      for (int from = buffer.position(); from < buffer.limit(); from += STEP) {
        parts.add(buffer.slice(from, Math.min(STEP, buffer.limit() - from)));
      }
    }
    return new PendingWrite(parts.toArray(ByteBuffer[]::new));
  }

  boolean isEmpty() {
    return first == parts.length;
  }

  /**
   * Writes as many bytes as the system accepts without blocking.
   *
   * @return whether any bytes were written
   */
  boolean writeTo(GatheringByteChannel channel) throws IOException {
    boolean any = false;
    boolean all = true;
    while (all && !isEmpty()) {
      int count = 0;
      long offered = 0;
      while (first + count < parts.length && offered + parts[first + count].remaining() <= STEP) {
        offered += parts[first + count].remaining();
        count++;
      }
      long written = channel.write(parts, first, count);
      any |= written > 0;
      all = written == offered;
      while (!isEmpty() && !parts[first].hasRemaining()) {
        first++;
      }
    }
    return any;
  }
}
