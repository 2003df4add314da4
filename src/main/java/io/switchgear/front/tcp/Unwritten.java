package io.switchgear.front.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * Bytes on their way to a socket. They are offered to the system in steps: the JDK copies all that
 * it is offered, each time anew, into memory outside the heap, which it then keeps for the thread.
 */
final class Unwritten {

  /** Bytes offered at once. */
  static final int STEP = 128 * 1024;

  static final Unwritten NOTHING = new Unwritten(new ByteBuffer[] {});

  /** None of more than a step. */
  private final ByteBuffer[] parts;

  /** Of the parts, the first that is not written. */
  private int first;

  private Unwritten(ByteBuffer[] parts) {
    this.parts = parts;
  }

  static Unwritten of(ByteString bytes) {
    if (bytes.isCompact() && bytes.size() <= STEP) {
      return new Unwritten(new ByteBuffer[] {bytes.asByteBuffer()});
    }
    List<ByteBuffer> parts = new ArrayList<>();
    for (ByteBuffer buffer : bytes.getByteBuffers()) {
      for (int from = buffer.position(); from < buffer.limit(); from += STEP) {
        parts.add(buffer.slice(from, Math.min(STEP, buffer.limit() - from)));
      }
    }
    return new Unwritten(parts.toArray(ByteBuffer[]::new));
  }

  boolean isEmpty() {
    return first == parts.length;
  }

  /**
   * Writes what the system takes at once.
   *
   * @return whether it took anything
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
      long taken = channel.write(parts, first, count);
      any |= taken > 0;
      all = taken == offered;
      while (!isEmpty() && !parts[first].hasRemaining()) {
        first++;
      }
    }
    return any;
  }
}
