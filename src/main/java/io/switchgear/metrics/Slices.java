package io.switchgear.metrics;

/** The newest slices of one width, each by its number, which is its time by its width. */
final class Slices {

  private final long width;
  private final Slice[] ring;
  private final long[] numbers;

  /**
   * @param width of a slice, in nanoseconds
   * @param kept how many, the one that still grows included
   */
  Slices(long width, int kept) {
    this.width = width;
    this.ring = new Slice[kept];
    this.numbers = new long[kept];
    java.util.Arrays.fill(numbers, Long.MIN_VALUE);
  }

  long number(long nanos) {
    return Math.floorDiv(nanos, width);
  }

  /**
   * @param nanos when it ended; not before what was added last
   */
  void add(long nanos, Slice slice) {
    long number = number(nanos);
    int at = Math.floorMod(number, ring.length);
    if (numbers[at] != number) {
      numbers[at] = number;
      ring[at] = Slice.EMPTY;
    }
    ring[at] = ring[at].plus(slice);
  }

  /** That of a number; empty if nothing happened then, or it is no longer kept. */
  Slice at(long number) {
    int at = Math.floorMod(number, ring.length);
    return numbers[at] == number ? ring[at] : Slice.EMPTY;
  }

  /**
   * The sum of the newest.
   *
   * @param many up to those that are kept
   */
  Slice last(long nanos, int many) {
    Slice sum = Slice.EMPTY;
    for (long number = number(nanos) - many + 1; number <= number(nanos); number++) {
      sum = sum.plus(at(number));
    }
    return sum;
  }
}
