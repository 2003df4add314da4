package io.switchgear.metrics;

/**
 * A ring of the most recent slices of one width. A slice's number is its time divided by its width.
 */
final class Slices {

  private final long width;
  private final Slice[] ring;
  private final long[] numbers;

  /**
   * @param width the width of a slice in nanoseconds
   * @param size the number of retained slices, including the current one
   */
  Slices(long width, int size) {
    this.width = width;
    this.ring = new Slice[size];
    this.numbers = new long[size];
    java.util.Arrays.fill(numbers, Long.MIN_VALUE);
  }

  long number(long nanos) {
    return Math.floorDiv(nanos, width);
  }

  /**
   * @param nanos the end of the calls; not before that of the previous addition
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

  /** The slice with a number; {@link Slice#EMPTY} if it has no calls or is no longer retained. */
  Slice at(long number) {
    int at = Math.floorMod(number, ring.length);
    return numbers[at] == number ? ring[at] : Slice.EMPTY;
  }

  /**
   * The sum of the most recent slices.
   *
   * @param many the number of slices, at most the retained ones
   */
  Slice last(long nanos, int many) {
    Slice sum = Slice.EMPTY;
    for (long number = number(nanos) - many + 1; number <= number(nanos); number++) {
      sum = sum.plus(at(number));
    }
    return sum;
  }
}
