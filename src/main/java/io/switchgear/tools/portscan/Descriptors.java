package io.switchgear.tools.portscan;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many sockets a scan may hold, given what else the process needs file descriptors for. */
final class Descriptors {

  /** Left for everything else in the process: clients, logs, other tools' pipes. */
  static final int RESERVE = 256;

  private Descriptors() {}

  /** As many as wanted, or half of what is free now, so that a second scan finds some too. */
  static int allowance(int wanted) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return allowance(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount(), wanted);
    }
    return wanted;
  }

  /**
   * @return between 1 and {@code wanted}; with 1 a scan is slow, but goes on
   */
  static int allowance(long limit, long open, int wanted) {
    return (int) Math.clamp((limit - open - RESERVE) / 2, 1L, wanted);
  }

  /** The process's limit; for messages. */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
