package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.tool.Caller.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /openapi.yaml}: the description of the HTTP API, without MCP. */
public final class OpenApiEndpoint {

  /** RFC 9512, section 2.1. */
  private static final ContentType TYPE = ContentTypes.parse("application/yaml");

  private OpenApiEndpoint() {}

  public static Endpoint of() {
    ByteString document = ByteString.fromArrayUnsafe(read());
    return Endpoint.get("/openapi.yaml")
        .needs(Permission.OPS_READ)
        .answeredBy(
            asked ->
                CompletableFuture.completedFuture(
                    HttpResponse.create().withEntity(HttpEntities.create(TYPE, document))));
  }

  private static byte[] read() {
    try (InputStream in =
        OpenApiEndpoint.class.getResourceAsStream("/io/switchgear/front/http/openapi.yaml")) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
