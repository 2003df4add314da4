package io.switchgear.metrics;

import java.time.Instant;
import kamon.Kamon;
import kamon.tag.TagSet;

/** What runs here, and since when. */
public final class ProcessMetrics {

  private ProcessMetrics() {}

  /**
   * Sets {@code switchgear_build_info} and {@code process_start_time_seconds}.
   *
   * @param version of the program
   */
  public static void publish(String version) {
    Kamon.gauge("switchgear_build_info", "Always 1; its labels say what runs")
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
