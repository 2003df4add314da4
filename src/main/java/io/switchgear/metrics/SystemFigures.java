package io.switchgear.metrics;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * The server's figures at one point in time.
 *
 * @param start when the server started
 * @param uptime in seconds
 * @param requests answered HTTP requests
 * @param errors HTTP requests answered with status 500 and above
 * @param connections open HTTP connections
 */
public record SystemFigures(
    Instant start, double uptime, long requests, long errors, int connections) {

  /** The fraction of errors, 0 to 1; empty without requests. */
  public OptionalDouble errorRate() {
    return Slice.ratio(errors, requests);
  }
}
