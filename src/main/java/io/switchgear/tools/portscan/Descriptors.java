package io.switchgear.tools.portscan;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Limits a scan's sockets by the process's free file descriptors. */
final class Descriptors {

  /** Descriptors reserved for the rest of the process: clients, logs, other tools' pipes. */
  static final int RESERVE = 256;

  private Descriptors() {}

  /** The wanted number, or half of the free descriptors, so that a second scan has some too. */
  static int allowance(int wanted) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return allowance(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount(), wanted);
    }
    return wanted;
  }

  /**
   * @return between 1 and {@code wanted}; a scan with 1 is slow, but works
   */
  static int allowance(long limit, long open, int wanted) {
    return (int) Math.clamp((limit - open - RESERVE) / 2, 1L, wanted);
  }

  /** The process's descriptor limit, for messages. */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
