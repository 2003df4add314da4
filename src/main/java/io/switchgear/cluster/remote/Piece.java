package io.switchgear.cluster.remote;

import io.switchgear.tool.CborSerializable;
import java.util.Arrays;

/**
 * A part of a parcel, small enough for one message.
 *
 * @param total bytes of the whole parcel
 * @param from position of the first of these bytes in it
 */
record Piece(int total, int from, byte[] bytes) implements CborSerializable {

  /** Position behind the last of these bytes. */
  int end() {
    return from + bytes.length;
  }

  boolean isLast() {
    return end() >= total;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Piece piece
        && piece.total == total
        && piece.from == from
        && Arrays.equals(piece.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return 31 * total + from;
  }

  @Override
  public String toString() {
    return "Piece[" + from + " to " + end() + " of " + total + "]";
  }
}
