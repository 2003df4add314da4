package io.switchgear.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A server, and what it takes to be let in. The token shows itself in no text.
 *
 * @param mcp its MCP endpoint
 * @param token sent with every request, if there is one
 * @param trust who may vouch for the server; the JDK's authorities if empty
 */
record ServerAddress(URI mcp, Optional<String> token, Optional<SSLContext> trust) {

  /** One that everybody may ask. */
  ServerAddress(URI mcp) {
    this(mcp, Optional.empty(), Optional.empty());
  }

  HttpClient client() {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // A token goes nowhere but where it was meant for.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5));
    trust.ifPresent(client::sslContext);
    return client.build();
  }

  HttpRequest.Builder request(URI at) {
    HttpRequest.Builder request = HttpRequest.newBuilder(at);
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  @Override
  public String toString() {
    return mcp.toString();
  }
}
