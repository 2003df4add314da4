package io.switchgear.front.http;

import io.switchgear.front.http.endpoint.Endpoint;
import java.time.Duration;

/**
 * Bounds that an operator has no reason to change.
 *
 * @param bodyTime for the whole body of a request to arrive
 * @param connectionIdle after which a connection on which nothing is under way is closed; what
 *     arrives meanwhile is not looked at, so that headers sent byte by byte do not hold it
 * @param silence after which a connection on which no byte moves is cut, whatever is under way;
 *     only a reader that stands still gets there, or a call of a client that takes no events; also
 *     for one that is closing to take something of what is left to be sent
 * @param endpointTime for an {@link Endpoint} to answer
 * @param arriving bytes of bodies on their way at once; one alone may be longer
 * @param stopGrace for cancelled calls to answer, and their answers to be sent, once the time for
 *     stopping is up
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
