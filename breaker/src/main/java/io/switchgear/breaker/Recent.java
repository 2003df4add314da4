package io.switchgear.breaker;

/**
 * Which of the last {@value #SIZE} counted calls failed; the failure threshold is adapted to it.
 *
 * @param calls seen, up to {@value #SIZE}
 * @param older a bit for each call that is not among the last 64; set if it failed
 * @param newer a bit for each of the last 64 calls, the last one lowest; set if it failed
 */
record Recent(int calls, long older, long newer) {

  static final int SIZE = 100;
  static final Recent NONE = new Recent(0, 0, 0);

  private static final int OLDER_BITS = SIZE - Long.SIZE;
  private static final long OLDER_MASK = (1L << OLDER_BITS) - 1;

  Recent plus(boolean failed) {
    return new Recent(
        Math.min(SIZE, calls + 1),
        ((older << 1) | (newer >>> (Long.SIZE - 1))) & OLDER_MASK,
        (newer << 1) | (failed ? 1 : 0));
  }

  /** The adapted threshold. It is the configured one until {@value #SIZE} calls were counted. */
  int adapted(int configured) {
    if (calls < SIZE) {
      return configured;
    }
    int failed = Long.bitCount(older) + Long.bitCount(newer);
    if (SIZE - failed > 95) {
      return Math.max(configured, Math.min(configured + 2, 10));
    }
    return SIZE - failed < 80 ? Math.min(configured, Math.max(configured - 1, 2)) : configured;
  }
}
