package io.switchgear.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.AuthSettings;
import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The metadata of RFC 9728: for everybody, from every origin, as there is no secret in it. */
final class ResourceMetadata {

  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final Set<String> PATHS = Set.of(WELL_KNOWN, WELL_KNOWN + "/mcp");

  private static final List<HttpHeader> FOR_ALL =
      List.of(
          RawHeader.create("Access-Control-Allow-Origin", "*"),
          RawHeader.create("Access-Control-Allow-Methods", "GET"),
          RawHeader.create("Access-Control-Allow-Headers", "mcp-protocol-version"));

  private final URI address;
  private final ObjectNode document;

  /**
   * @param resource the canonical URI of {@code /mcp}
   */
  ResourceMetadata(AuthSettings settings, URI resource) {
    this.address = resource.resolve(WELL_KNOWN + resource.getRawPath());
    this.document = JsonNodeFactory.instance.objectNode().put("resource", resource.toString());
    if (!settings.issuer().isEmpty()) {
      document.putArray("authorization_servers").add(settings.issuer());
    }
    ArrayNode scopes = document.putArray("scopes_supported");
    for (Permission permission : Permission.values()) {
      scopes.add(permission.wire());
    }
    document.putArray("bearer_methods_supported").add("header");
    document.put("resource_name", "Switchgear");
  }

  /** Where it is for clients, which follows from the resource by section 3.1. */
  URI address() {
    return address;
  }

  static boolean isAt(String path) {
    return PATHS.contains(path);
  }

  HttpResponse answer(HttpRequest request) {
    if (request.method() == HttpMethods.OPTIONS) {
      return Answers.empty(204).addHeaders(FOR_ALL);
    }
    return request.method() == HttpMethods.GET || request.method() == HttpMethods.HEAD
        ? Answers.json(200, document).addHeaders(FOR_ALL)
        : Answers.text(405, "Method not allowed: this path takes GET, HEAD")
            .addHeader(RawHeader.create("Allow", "GET, HEAD"));
  }
}
