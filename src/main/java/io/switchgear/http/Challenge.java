package io.switchgear.http;

import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code WWW-Authenticate} of RFC 6750, section 3, with the metadata's address of RFC 9728. */
final class Challenge {

  private final String metadata;

  /**
   * @param metadata where clients learn how to get a token
   */
  Challenge(URI metadata) {
    this.metadata = metadata.toString();
  }

  /** To those who sent no token. */
  HttpHeader noToken(Collection<Permission> needed) {
    return header("resource_metadata=\"" + metadata + "\"" + scope(needed));
  }

  HttpHeader invalidToken(String why, Collection<Permission> needed) {
    return error("invalid_token", why, needed);
  }

  HttpHeader invalidRequest(String why) {
    return error("invalid_request", why, List.of());
  }

  HttpHeader insufficientScope(String why, Collection<Permission> needed) {
    return error("insufficient_scope", why, needed);
  }

  private HttpHeader error(String code, String why, Collection<Permission> needed) {
    return header(
        "error=\"%s\", error_description=\"%s\", resource_metadata=\"%s\"%s"
            .formatted(code, quotable(why), metadata, scope(needed)));
  }

  private static HttpHeader header(String parameters) {
    return RawHeader.create("WWW-Authenticate", "Bearer " + parameters);
  }

  private static String scope(Collection<Permission> needed) {
    return needed.isEmpty()
        ? ""
        : needed.stream()
            .map(Permission::wire)
            .collect(Collectors.joining(" ", ", scope=\"", "\""));
  }

  /** The characters that RFC 6750 allows in a description. */
  private static String quotable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            unit ->
                out.append(
                    unit < ' ' || unit > '~' || unit == '"' || unit == '\\' ? '\'' : (char) unit));
    return out.toString();
  }
}
