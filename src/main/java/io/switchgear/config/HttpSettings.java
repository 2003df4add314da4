package io.switchgear.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The HTTP front.
 *
 * @param host address to bind; without authentication only loopback is accepted
 * @param port 0 to 65,535; 0 selects a free port
 * @param allowedOrigins origins of browser pages that may call, exact ({@code
 *     https://ops.example}); a server on loopback also accepts the loopback origins of any port
 * @param allowedHosts values of the Host header that are accepted in addition to the bound address
 *     and, on loopback, localhost
 * @param maxBody bytes of a request body, 1 KiB to 1 GiB
 * @param streamAfter how long a call may be silent before its answer becomes an event stream, 0 s
 *     to 60 s
 * @param keepAlive between comments on a silent event stream, 10 ms to 50 s
 * @param sessionIdle after which an unused 2025-era session ends, 1 ms to 7 d
 * @param maxSessions 2025-era sessions at once, 1 to 1,000,000
 * @param maxConnections TCP connections at once, 1 to 1,000,000
 */
public record HttpSettings(
    String host,
    int port,
    @Reload(ReloadKeys.ACCESS) List<String> allowedOrigins,
    @Reload(ReloadKeys.ACCESS) List<String> allowedHosts,
    @Setting(bytes = true) long maxBody,
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
        new Check()
            .that(
                !host.isBlank(), "host", "\"\"", "give an address to listen on, such as 127.0.0.1")
            .range("port", port, 0, 65_535)
            .range("maxBody", maxBody, 1 << 10, 1 << 30)
            .range("streamAfter", streamAfter, Duration.ZERO, Duration.ofSeconds(60))
            .range("keepAlive", keepAlive, Duration.ofMillis(10), Duration.ofSeconds(50))
            .range("sessionIdle", sessionIdle, Duration.ofMillis(1), Duration.ofDays(7))
            .range("maxSessions", maxSessions, 1, 1_000_000)
            .range("maxConnections", maxConnections, 1, 1_000_000);
    for (String origin : allowedOrigins) {
      check.that(
          isOrigin(origin),
          "allowedOrigins",
          origin,
          "an origin is scheme, host and port only, such as https://ops.example or"
              + " http://10.0.0.5:3000; there are no wildcards");
    }
    for (String allowed : allowedHosts) {
      check.that(
          HOST.matcher(allowed).matches(),
          "allowedHosts",
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
