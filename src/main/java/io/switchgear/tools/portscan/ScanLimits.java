package io.switchgear.tools.portscan;

/**
 * The bounds of one scan, or of one loop's part in it.
 *
 * @param window connections in flight
 * @param bannerWindow open connections that may wait for their banner; 0 for no banners
 * @param rate new connections per second; 0 for no bound
 * @param retries further attempts after silence
 * @param connectNanos longest wait for one connection
 * @param bannerBytes longest banner
 * @param bannerNanos longest wait for one
 */
record ScanLimits(
    int window,
    int bannerWindow,
    int rate,
    int retries,
    long connectNanos,
    int bannerBytes,
    long bannerNanos) {

  ScanLimits {
    if (bannerBytes == 0 || bannerNanos == 0) {
      bannerWindow = 0;
    }
  }

  /** An even part of them, for one of several loops. */
  ScanLimits part(int parts) {
    return new ScanLimits(
        Math.max(1, window / parts),
        bannerWindow == 0 ? 0 : Math.max(1, bannerWindow / parts),
        rate / parts,
        retries,
        connectNanos,
        bannerBytes,
        bannerNanos);
  }
}
