package io.switchgear.mcp.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "61440, 1", "61441, 2", "122880, 2", "200000, 4"})
  void aBodyIsCutAndJoined(int size, int chunks) {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    Deque<Chunk> cut = Chunk.cut(body);
    assertEquals(chunks, cut.size());
    assertTrue(cut.stream().allMatch(chunk -> chunk.length() <= Chunk.MOST));
    assertArrayEquals(body, Chunk.joined(cut));
  }
}
