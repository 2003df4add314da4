package io.switchgear.tools.portscan;

/**
 * The limits of one scan, or of one loop's part of it.
 *
 * @param window maximum number of connections in flight
 * @param bannerWindow maximum number of connections waiting for a banner; 0 for no banners
 * @param rate maximum new connections per second; 0 for no limit
 * @param retries further attempts after a timeout
 * @param connectNanos maximum wait for one connection
 * @param bannerBytes maximum length of a banner
 * @param bannerNanos maximum wait for a banner
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

  /** An equal part of the limits for one of several loops. */
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
