package io.switchgear.front.http;

import io.switchgear.config.HttpSettings;
import io.switchgear.front.http.endpoint.CrossSite;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.front.http.endpoint.RouteTable.Match;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Refuses requests that a page of another site made the browser send. It checks the Origin header
 * and the fetch metadata, which a page cannot forge, and the Host header, which reveals DNS
 * rebinding because it still names the attacker's site. It compares whole values, never prefixes.
 */
final class OriginCheck {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final List<HttpHeader> PREFLIGHT =
      List.of(
          RawHeader.create("Access-Control-Allow-Methods", "POST, GET, PATCH, DELETE"),
          RawHeader.create(
              "Access-Control-Allow-Headers",
              "authorization, content-type, accept, mcp-protocol-version, mcp-method, mcp-name,"
                  + " mcp-session-id, last-event-id, traceparent, tracestate, baggage"),
          RawHeader.create("Access-Control-Max-Age", "600"));

  private final Set<String> origins;
  private final Set<String> hosts;
  private final boolean loopback;

  /**
   * @param bound the address that the server listens on; if it is a loopback address, localhost is
   *     allowed too
   * @param resource the URL that clients use, if it differs from that address
   */
  OriginCheck(HttpSettings settings, BindAddress bound, Optional<URI> resource) {
    this.loopback = bound.loopback();
    this.origins =
        settings.allowedOrigins().stream()
            .map(
                origin ->
                    normalOrigin(origin)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "allowed-origins: '%s' is not an origin; write scheme, host and"
                                        + " port only, such as https://ops.example"
                                            .formatted(origin))))
            .collect(Collectors.toUnmodifiableSet());
    Set<String> names = new HashSet<>(loopback ? LOOPBACK : Set.of());
    if (!bound.address().isAnyLocalAddress()) {
      names.add(lower(settings.host()));
      names.add(BindAddress.text(bound.address()));
    }
    resource.ifPresent(uri -> names.add(lower(uri.getHost())));
    settings.allowedHosts().forEach(host -> names.add(lower(host)));
    this.hosts = Set.copyOf(names);
  }

  /** The reason why the Host header is refused; empty if it names this server. */
  Optional<String> unknownHost(RoutedRequest routed) {
    String host = routed.fields().host().orElseGet(() -> target(routed.request().getUri()));
    return isKnownHost(lower(host))
        ? Optional.empty()
        : Optional.of(
            "Host not allowed: this server answers to "
                + (loopback ? "localhost, " : "")
                + "its bound address and the names in"
                + " switchgear.http.allowed-hosts; use one of these in the URL, or add yours");
  }

  /** The reason why the request is refused; empty if it is allowed. */
  Optional<String> refusal(RoutedRequest routed) {
    Optional<String> unknownHost = unknownHost(routed);
    if (unknownHost.isPresent()) {
      return unknownHost;
    }
    RequestFields fields = routed.fields();
    Optional<String> origin = fields.origin();
    if (origin.isPresent() && !isAllowedOrigin(origin.get())) {
      return Optional.of(
          "Origin not allowed: pages of this origin may not call this server; add it to"
              + " switchgear.http.allowed-origins if they should");
    }
    if (origin.isEmpty() && fields.fetch().isForeign() && !isLink(routed)) {
      return Optional.of(
          "Site not allowed: a page of another site sent this request without an Origin header;"
              + " open the address itself, or let the page use fetch with CORS and add its origin"
              + " to switchgear.http.allowed-origins");
    }
    return Optional.empty();
  }

  private static boolean isLink(RoutedRequest routed) {
    return routed.request().method() == HttpMethods.GET
        && routed.match() instanceof Match.Found found
        && found.route().crossSite() == CrossSite.LINK
        && routed.fields().fetch().isLink();
  }

  /** The host of a request without a Host header: HTTP/1.0 may name it only in the target. */
  private static String target(Uri uri) {
    String host = uri.host().address();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + uri.port();
  }

  /** The response to a CORS preflight request; empty if the origin is not allowed. */
  Optional<HttpResponse> preflight(Optional<String> origin) {
    return crossOrigin(origin).map(allowed -> HttpResponses.empty(204).addHeaders(PREFLIGHT));
  }

  /**
   * The CORS headers that let a page of an allowed origin read the response; empty for other
   * origins.
   */
  Optional<List<HttpHeader>> crossOrigin(Optional<String> origin) {
    return origin
        .filter(this::isAllowedOrigin)
        .map(
            value ->
                List.of(
                    RawHeader.create("Access-Control-Allow-Origin", value),
                    RawHeader.create(
                        "Access-Control-Expose-Headers",
                        "mcp-session-id, www-authenticate, location, retry-after"),
                    RawHeader.create("Vary", "Origin")));
  }

  /** A name without a port allows every port, because a tunnel may end on another one. */
  private boolean isKnownHost(String host) {
    return hosts.contains(host) || hosts.contains(withoutPort(host));
  }

  private boolean isAllowedOrigin(String origin) {
    Optional<String> normal = normalOrigin(origin);
    return normal.filter(origins::contains).isPresent()
        || loopback && normal.filter(OriginCheck::isLoopback).isPresent();
  }

  private static boolean isLoopback(String origin) {
    String host = withoutPort(origin.substring(origin.indexOf("//") + 2));
    return LOOPBACK.contains(host);
  }

  /** {@code scheme://host:port} in lower case, always with the port; empty if it has more parts. */
  private static Optional<String> normalOrigin(String origin) {
    URI uri;
    try {
      uri = new URI(origin);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String scheme = uri.getScheme() == null ? "" : lower(uri.getScheme());
    int standard =
        switch (scheme) {
          case "http" -> 80;
          case "https" -> 443;
          default -> 0;
        };
    if (standard == 0 || uri.getHost() == null) {
      return Optional.empty();
    }
    String host = lower(uri.getHost());
    String plain = scheme + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    if (!plain.equals(lower(origin))) {
      return Optional.empty();
    }
    return Optional.of(
        scheme + "://" + host + ":" + (uri.getPort() < 0 ? standard : uri.getPort()));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
