package io.switchgear.scope;

/**
 * A permutation of 0 to {@code size - 1} that a seed decides, computed index by index: a Feistel
 * network over the next power of four, walked until it falls below the size (Black and Rogaway,
 * "Ciphers with Arbitrary Finite Domains", CT-RSA 2002, section 4). It spreads load; it hides
 * nothing.
 */
public final class IndexShuffle {

  private static final int ROUNDS = 4;

  private final long size;
  private final long seed;
  private final int halfBits;
  private final long halfMask;

  /**
   * @param size at least 1
   */
  public IndexShuffle(long size, long seed) {
    this.size = size;
    this.seed = seed;
    int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, size - 1)));
    this.halfBits = (bits + 1) / 2;
    this.halfMask = (1L << halfBits) - 1;
  }

  /**
   * @param index 0 to {@code size - 1}
   */
  public long at(long index) {
    long value = index;
    do {
      value = permuted(value);
    } while (Long.compareUnsigned(value, size) >= 0);
    return value;
  }

  private long permuted(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (mixed(right + seed + round * 0x9E3779B97F4A7C15L) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
