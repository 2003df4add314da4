package io.switchgear.mcp.relay;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;

/**
 * A part of a body that goes from node to node. Pekko drops messages of more than 256 KiB, so
 * longer bodies are cut.
 *
 * @param bytes at most {@link #MOST}; not to be changed
 */
record Chunk(byte[] bytes) {

  /** Below the size from which Pekko compresses messages. */
  static final int MOST = 60 << 10;

  private static final Chunk EMPTY = new Chunk(new byte[0]);

  /** The parts of a body, in order; at least one. */
  static Deque<Chunk> cut(byte[] body) {
    Deque<Chunk> chunks = new ArrayDeque<>();
    for (int from = 0; from < body.length; from += MOST) {
      chunks.add(
          from == 0 && body.length <= MOST
              ? new Chunk(body)
              : new Chunk(Arrays.copyOfRange(body, from, Math.min(from + MOST, body.length))));
    }
    if (chunks.isEmpty()) {
      chunks.add(EMPTY);
    }
    return chunks;
  }

  /** The body of these parts. */
  static byte[] joined(Collection<Chunk> chunks) {
    if (chunks.size() == 1) {
      return chunks.iterator().next().bytes();
    }
    byte[] body = new byte[chunks.stream().mapToInt(Chunk::length).sum()];
    int at = 0;
    for (Chunk chunk : chunks) {
      System.arraycopy(chunk.bytes(), 0, body, at, chunk.length());
      at += chunk.length();
    }
    return body;
  }

  int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Chunk chunk && Arrays.equals(bytes, chunk.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
