package io.switchgear.config;

import java.time.Duration;
import java.util.List;

/**
 * The HTTP front.
 *
 * @param host address to bind; anything but loopback is refused while there is no authentication
 * @param port 0 picks a free one
 * @param allowedOrigins origins of browsers that may call, exact ({@code https://ops.example}); on
 *     a loopback bind the loopback origins of any port are allowed besides
 * @param allowedHosts values of the Host header accepted besides the bound address, and localhost
 *     on a loopback bind
 * @param maxBodyBytes longest request body
 * @param streamAfter how long a call may stay silent before its answer becomes an event stream
 * @param keepAlive between comments on a silent event stream
 * @param sessionIdle after which a silent 2025-era session is dropped
 * @param maxSessions 2025-era sessions at once
 * @param maxConnections TCP connections at once
 */
public record HttpSettings(
    String host,
    int port,
    List<String> allowedOrigins,
    List<String> allowedHosts,
    long maxBodyBytes,
    Duration streamAfter,
    Duration keepAlive,
    Duration sessionIdle,
    int maxSessions,
    int maxConnections) {

  public HttpSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHosts = List.copyOf(allowedHosts);
  }
}
