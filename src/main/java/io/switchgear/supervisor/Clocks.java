package io.switchgear.supervisor;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks: one for durations, one for people.
 *
 * @param monotonic nanoseconds, as {@link System#nanoTime}; everything that is waited for or
 *     measured
 * @param wall what is shown
 */
record Clocks(LongSupplier monotonic, InstantSource wall) {

  static final Clocks SYSTEM = new Clocks(System::nanoTime, InstantSource.system());

  long nanos() {
    return monotonic.getAsLong();
  }
}
