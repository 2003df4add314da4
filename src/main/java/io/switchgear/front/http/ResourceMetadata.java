package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.AuthSettings;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The protected resource metadata (RFC 9728), served if an issuer is configured. */
final class ResourceMetadata {

  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final Set<String> PATHS = Set.of(WELL_KNOWN, WELL_KNOWN + "/mcp");

  private final URI address;
  private final ObjectNode document;

  /**
   * @param resource the canonical URI of {@code /mcp}
   */
  ResourceMetadata(AuthSettings settings, URI resource) {
    this.address = resource.resolve(WELL_KNOWN + resource.getRawPath());
    this.document = JsonNodeFactory.instance.objectNode().put("resource", resource.toString());
    document.putArray("authorization_servers").add(settings.issuer());
    ArrayNode scopes = document.putArray("scopes_supported");
    for (Permission permission : Permission.values()) {
      scopes.add(permission.wire());
    }
    document.putArray("bearer_methods_supported").add("header");
    document.put("resource_name", "Switchgear");
  }

  /** The URL of the metadata for clients (RFC 9728, section 3.1). */
  URI address() {
    return address;
  }

  static boolean isAt(String path) {
    return PATHS.contains(path);
  }

  HttpResponse answer(HttpRequest request) {
    return request.method() == HttpMethods.GET || request.method() == HttpMethods.HEAD
        ? HttpResponses.json(200, document)
        : HttpResponses.text(405, "Method not allowed: this path takes GET, HEAD")
            .addHeader(RawHeader.create("Allow", "GET, HEAD"));
  }
}
