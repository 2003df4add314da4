package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.front.http.endpoint.HttpResponses;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The paths where OAuth clients look for metadata. They are public and open to every origin,
 * because they contain no secrets. A missing document is answered with a JSON body that says so,
 * because clients take any other answer for a broken authorization server.
 */
final class WellKnown {

  private static final String FOLDER = "/.well-known/";

  /** Where a client registers if the server names no authorization server (MCP 2025-03-26). */
  private static final String REGISTRATION = "/register";

  static final List<HttpHeader> FOR_ALL =
      List.of(
          RawHeader.create("Access-Control-Allow-Origin", "*"),
          RawHeader.create("Access-Control-Allow-Methods", "GET, POST"),
          RawHeader.create("Access-Control-Allow-Headers", "content-type, mcp-protocol-version"));

  private final Optional<ResourceMetadata> metadata;
  private final boolean takesStaticTokensOnly;

  /**
   * @param authentication empty if callers are not authenticated
   */
  WellKnown(Optional<Authentication> authentication) {
    this.metadata = authentication.flatMap(Authentication::metadata);
    this.takesStaticTokensOnly = authentication.isPresent() && metadata.isEmpty();
  }

  boolean isAt(String path) {
    return path.startsWith(FOLDER) || takesStaticTokensOnly && path.equals(REGISTRATION);
  }

  HttpResponse answer(HttpRequest request, String path) {
    if (request.method() == HttpMethods.OPTIONS) {
      return HttpResponses.empty(204).addHeaders(FOR_ALL);
    }
    return metadata
        .filter(present -> ResourceMetadata.isAt(path))
        .map(present -> present.answer(request))
        .orElseGet(this::missing)
        .addHeaders(FOR_ALL);
  }

  /** In the form of an OAuth error (RFC 6749, section 5.2), whose description clients show. */
  private HttpResponse missing() {
    return HttpResponses.json(
        404,
        JsonNodeFactory.instance
            .objectNode()
            .put("error", "not_found")
            .put("error_description", "Not found: " + sentence()));
  }

  private String sentence() {
    if (takesStaticTokensOnly) {
      return "this server has no authorization server and registers no clients; ask its operator"
          + " for a token, and send it in the header 'Authorization: Bearer TOKEN'";
    }
    return metadata
        .map(present -> "the metadata of this server is at " + present.address())
        .orElse("this server requires no token; connect to /mcp without one");
  }
}
