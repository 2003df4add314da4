package io.switchgear.watch.health;

import io.switchgear.watch.health.HealthCheck.Finding;
import java.util.Locale;

/**
 * Rates a share in use: degraded at the threshold, unhealthy halfway between the threshold and 1.
 */
final class UsageRating {

  private UsageRating() {}

  static HealthStatus status(double share, double threshold) {
    if (share < threshold) {
      return HealthStatus.HEALTHY;
    }
    return share < (1 + threshold) / 2 ? HealthStatus.DEGRADED : HealthStatus.UNHEALTHY;
  }

  /**
   * @param said what is in use, as the start of a sentence
   * @param remedy what to do if the share is too high, as a sentence
   */
  static Finding rate(double share, double threshold, String said, String remedy) {
    HealthStatus status = status(share, threshold);
    return new Finding(
        status,
        status == HealthStatus.HEALTHY
            ? said + "."
            : "%s; the threshold is %s. %s".formatted(said, percent(threshold), remedy));
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  static String size(long bytes) {
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }
}
