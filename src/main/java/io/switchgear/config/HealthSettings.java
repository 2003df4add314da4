package io.switchgear.config;

import java.time.Duration;

/**
 * When health is looked at, and what is too much.
 *
 * @param interval between rounds, 5 s to 1 h
 * @param checkTimeout after which one check is given up, 100 ms to 18 s
 * @param timeout after which a round is given up, {@code checkTimeout} to 18 s
 * @param cpuThreshold share of the CPU's time, 0.01 to 1
 * @param cpuWindow over which that share is taken, 5 s to 1 h
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

  /** Below the time in which the HTTP front wants an answer. */
  private static final Duration LONGEST = Duration.ofSeconds(18);

  public HealthSettings {
    new Check("switchgear.health")
        .range("interval", interval, Duration.ofSeconds(5), Duration.ofHours(1))
        .range("check-timeout", checkTimeout, Duration.ofMillis(100), LONGEST)
        .range("timeout", timeout, Duration.ofMillis(100), LONGEST)
        .that(
            timeout.compareTo(checkTimeout) >= 0,
            "timeout",
            Check.shown(timeout),
            "must not be below check-timeout, which is " + Check.shown(checkTimeout))
        .range("cpu-threshold", cpuThreshold, 0.01, 1)
        .range("cpu-window", cpuWindow, Duration.ofSeconds(5), Duration.ofHours(1))
        .range("memory-threshold", memoryThreshold, 0.01, 1)
        .range("disk-threshold", diskThreshold, 0.01, 1)
        .range("descriptor-threshold", descriptorThreshold, 0.01, 1)
        .range("heap-threshold", heapThreshold, 0.01, 1)
        .done();
  }
}
