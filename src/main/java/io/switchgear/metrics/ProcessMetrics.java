package io.switchgear.metrics;

import java.time.Instant;
import kamon.Kamon;
import kamon.tag.TagSet;

/** The build information and start time of the process. */
public final class ProcessMetrics {

  private ProcessMetrics() {}

  /**
   * Sets {@code switchgear_build_info} and {@code process_start_time_seconds}.
   *
   * @param version the program's version
   */
  public static void publish(String version) {
    Kamon.gauge("switchgear_build_info", "Always 1; the labels name the running version")
        .withTags(
            TagSet.of("version", version)
                .withTag("java_version", System.getProperty("java.version")))
        .update(1);
    Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    Kamon.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970")
        .withoutTags()
        .update(start.toEpochMilli() / 1e3);
  }
}
