package io.switchgear.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The HTTP front.
 *
 * @param host address to bind; anything but loopback is refused without authentication
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

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  public HttpSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHosts = List.copyOf(allowedHosts);
    Check check =
        new Check("switchgear.http")
            .that(
                !host.isBlank(), "host", "\"\"", "give an address to listen on, such as 127.0.0.1")
            .range("port", port, 0, 65_535)
            .range("max-body", maxBodyBytes, 1 << 10, 1 << 30)
            .range("stream-after", streamAfter, Duration.ZERO, Duration.ofSeconds(60))
            .range("keep-alive", keepAlive, Duration.ofMillis(10), Duration.ofSeconds(50))
            .range("session-idle", sessionIdle, Duration.ofMillis(1), Duration.ofDays(7))
            .range("max-sessions", maxSessions, 1, 1_000_000)
            .range("max-connections", maxConnections, 1, 1_000_000);
    for (String origin : allowedOrigins) {
      check.that(
          isOrigin(origin),
          "allowed-origins",
          origin,
          "an origin is scheme, host and port only, such as https://ops.example or"
              + " http://10.0.0.5:3000; there are no wildcards");
    }
    for (String allowed : allowedHosts) {
      check.that(
          HOST.matcher(allowed).matches(),
          "allowed-hosts",
          allowed,
          "a Host header is a name or address, with a port if it is not the default one, such as"
              + " scan.example or 10.0.0.5:8080");
    }
    check.done();
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException notAnOrigin) {
      return false;
    }
  }
}
