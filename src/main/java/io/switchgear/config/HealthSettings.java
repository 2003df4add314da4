package io.switchgear.config;

import java.time.Duration;

/**
 * When the health is checked, and which shares are too high.
 *
 * @param interval between rounds of checks, 5 s to 1 h
 * @param checkTimeout of one check, 100 ms to 18 s
 * @param timeout of a round, {@code checkTimeout} to 18 s
 * @param cpuThreshold share of the CPU time, 0.01 to 1
 * @param cpuWindow over which that share is measured, 5 s to 1 h
 * @param memoryThreshold share of the memory, 0.01 to 1
 * @param diskThreshold share of the data folder's file system, 0.01 to 1
 * @param descriptorThreshold share of the files that the process may open, 0.01 to 1
 * @param heapThreshold share of the heap, 0.01 to 1
 */
public record HealthSettings(
    Duration interval,
    Duration checkTimeout,
    Duration timeout,
    double cpuThreshold,
    Duration cpuWindow,
    double memoryThreshold,
    double diskThreshold,
    double descriptorThreshold,
    double heapThreshold) {

  /** Shorter than the time that the HTTP front waits for an answer. */
  private static final Duration LONGEST = Duration.ofSeconds(18);

  public HealthSettings {
    new Check()
        .range("interval", interval, Duration.ofSeconds(5), Duration.ofHours(1))
        .range("checkTimeout", checkTimeout, Duration.ofMillis(100), LONGEST)
        .range("timeout", timeout, Duration.ofMillis(100), LONGEST)
        .that(
            timeout.compareTo(checkTimeout) >= 0,
            "timeout",
            Check.shown(timeout),
            "must not be below check-timeout, which is " + Check.shown(checkTimeout))
        .range("cpuThreshold", cpuThreshold, 0.01, 1)
        .range("cpuWindow", cpuWindow, Duration.ofSeconds(5), Duration.ofHours(1))
        .range("memoryThreshold", memoryThreshold, 0.01, 1)
        .range("diskThreshold", diskThreshold, 0.01, 1)
        .range("descriptorThreshold", descriptorThreshold, 0.01, 1)
        .range("heapThreshold", heapThreshold, 0.01, 1)
        .done();
  }
}
