package io.switchgear.cluster.remote;

import java.util.Arrays;

/** Data that is sent in pieces, one after another, each when its reader asks for it. */
final class Parcel {

  /** Bytes of one piece; Pekko's messages have at most 256 KiB. */
  static final int PIECE_BYTES = 100_000;

  /** Bytes of the largest parcel. */
  static final int MOST_BYTES = 64 << 20;

  private final byte[] bytes;

  /**
   * @param bytes at most {@link #MOST_BYTES}
   */
  Parcel(byte[] bytes) {
    this.bytes = bytes;
  }

  Piece first() {
    return from(0);
  }

  /** The piece that starts there; an empty one if that is beyond the end. */
  Piece from(int position) {
    int start = Math.clamp(position, 0, bytes.length);
    int end = Math.min(bytes.length, start + PIECE_BYTES);
    return new Piece(bytes.length, start, Arrays.copyOfRange(bytes, start, end));
  }

  /** What has arrived of a parcel. */
  static final class Arriving {

    private byte[] bytes = new byte[0];
    private int known;

    /**
     * Adds the next piece.
     *
     * @return whether it fits: it starts where the one before has ended, within the bounds
     */
    boolean add(Piece piece) {
      if (piece.from() != known
          || piece.total() < 0
          || piece.total() > MOST_BYTES
          || piece.end() > piece.total()
          || known > 0 && piece.total() != bytes.length) {
        return false;
      }
      if (known == 0) {
        bytes = new byte[piece.total()];
      }
      System.arraycopy(piece.bytes(), 0, bytes, known, piece.bytes().length);
      known = piece.end();
      return true;
    }

    /** How many bytes have arrived. */
    int known() {
      return known;
    }

    boolean isWhole() {
      return known == bytes.length;
    }

    byte[] whole() {
      return bytes;
    }
  }
}
