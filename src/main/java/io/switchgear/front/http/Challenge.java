package io.switchgear.front.http;

import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Creates {@code WWW-Authenticate} headers (RFC 6750, section 3) with the metadata URL (RFC 9728,
 * section 5.1).
 */
final class Challenge {

  private final Optional<URI> metadata;

  /**
   * @param metadata URL of the resource metadata; empty if no issuer is configured
   */
  Challenge(Optional<URI> metadata) {
    this.metadata = metadata;
  }

  /** For a request without a token. */
  HttpHeader noToken(Collection<Permission> needed) {
    return header(List.of(), needed);
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
        List.of(parameter("error", code), parameter("error_description", quotable(why))), needed);
  }

  private HttpHeader header(List<String> error, Collection<Permission> needed) {
    List<String> parameters = new ArrayList<>(error);
    metadata.ifPresent(
        address -> parameters.add(parameter("resource_metadata", address.toString())));
    if (!needed.isEmpty()) {
      parameters.add(
          parameter(
              "scope", needed.stream().map(Permission::wire).collect(Collectors.joining(" "))));
    }
    if (parameters.isEmpty()) {
      // A challenge needs at least one parameter.
      parameters.add(parameter("realm", "switchgear"));
    }
    return RawHeader.create("WWW-Authenticate", "Bearer " + String.join(", ", parameters));
  }

  private static String parameter(String name, String value) {
    return name + "=\"" + value + "\"";
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
