package io.switchgear.front.http;

import io.switchgear.front.http.endpoint.Endpoint;
import java.time.Duration;

/**
 * Limits that are not configurable.
 *
 * @param bodyTime maximum time for the whole body of a request to arrive
 * @param connectionIdle a connection without a running request or stream is closed after this time;
 *     partial headers do not extend it, so headers sent byte by byte cannot keep a connection open
 * @param silence a connection on which no byte moves for this time is aborted, even while a request
 *     is running; this affects only peers that stop reading and calls of clients that accept no
 *     events; also the time that a closing connection has to send its remaining bytes
 * @param endpointTime timeout of an {@link Endpoint}
 * @param arriving maximum bytes of bodies that are arriving at the same time; a single body may be
 *     longer
 * @param stopGrace time for cancelled calls to answer and for their responses to be sent, after the
 *     time for stopping
 */
record FrontLimits(
    Duration bodyTime,
    Duration connectionIdle,
    Duration silence,
    Duration endpointTime,
    long arriving,
    Duration stopGrace) {

  static final FrontLimits STANDARD =
      new FrontLimits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          Duration.ofSeconds(20),
          Runtime.getRuntime().maxMemory() / 8,
          Duration.ofSeconds(2));
}
