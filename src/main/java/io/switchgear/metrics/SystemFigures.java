package io.switchgear.metrics;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * The server as a whole at one moment.
 *
 * @param start of the process's server
 * @param uptime in seconds
 * @param requests answered over HTTP
 * @param errors of them, of status 500 and above
 * @param connections open
 */
record SystemFigures(Instant start, double uptime, long requests, long errors, int connections) {

  /** Share of errors, 0 to 1; empty if there was no request. */
  OptionalDouble errorRate() {
    return Slice.ratio(errors, requests);
  }
}
