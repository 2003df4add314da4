package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingWriteTest {

  /** Accepts a limited number of bytes per call, like a socket with a small buffer. */
  private static final class Narrow implements GatheringByteChannel {

    private final int room;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long mostOffered;

    Narrow(int room) {
      this.room = room;
    }

    @Override
    public long write(ByteBuffer[] parts, int offset, int length) {
      ByteBuffer[] offered = Arrays.copyOfRange(parts, offset, offset + length);
      mostOffered =
          Math.max(mostOffered, Arrays.stream(offered).mapToLong(ByteBuffer::remaining).sum());
      int left = room;
      for (ByteBuffer part : offered) {
        byte[] some = new byte[Math.min(left, part.remaining())];
        part.get(some);
        taken.writeBytes(some);
        left -= some.length;
      }
      return room - left;
    }

    @Override
    public long write(ByteBuffer[] parts) {
      return write(parts, 0, parts.length);
    }

    @Override
    public int write(ByteBuffer part) {
      return (int) write(new ByteBuffer[] {part});
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // No underlying channel.
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Two parts; the second starts within its array. */
  private static ByteString twoParts(byte[] bytes, int first) {
    return ByteString.fromArrayUnsafe(Arrays.copyOf(bytes, first))
        .concat(ByteString.fromArrayUnsafe(bytes).drop(first));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0",
    "1000, 7, 0",
    "1000, 7, 300",
    "131072, 100000, 0",
    "131073, 1000000, 0",
    "500000, 65536, 1",
    "500000, 131072, 140000",
    "500000, 200000, 499999"
  })
  void everythingIsWrittenInOrderAndInSteps(int length, int room, int first) throws IOException {
    byte[] bytes = random(length);
    PendingWrite pending = PendingWrite.of(twoParts(bytes, first));
    Narrow channel = new Narrow(room);
    while (!pending.isEmpty()) {
      assertTrue(pending.writeTo(channel));
    }
    assertArrayEquals(bytes, channel.taken.toByteArray());
    assertTrue(channel.mostOffered <= PendingWrite.STEP, () -> "" + channel.mostOffered);
  }

  @ParameterizedTest
  @CsvSource({"1", "500000"})
  void whatTakesNothingIsNotAskedTwice(int length) throws IOException {
    PendingWrite pending = PendingWrite.of(ByteString.fromArray(random(length)));
    Narrow channel = new Narrow(0);
    assertFalse(pending.writeTo(channel));
    assertEquals(0, channel.taken.size());
    assertFalse(pending.isEmpty());
  }
}
