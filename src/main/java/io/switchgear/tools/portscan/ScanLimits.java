package io.switchgear.tools.portscan;

/**
 * The bounds of one scan.
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

  /** The same with banners, or without. */
  ScanLimits {
    if (bannerBytes == 0 || bannerNanos == 0) {
      bannerWindow = 0;
    }
  }
}
