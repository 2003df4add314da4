package io.switchgear.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A server's address and credentials. {@link #toString} leaves the token out.
 *
 * @param mcp the URL of the MCP endpoint
 * @param token bearer token to send with every request
 * @param trust trusted CAs for the server's certificate; the JDK's if empty
 */
record ServerAddress(URI mcp, Optional<String> token, Optional<SSLContext> trust) {

  /** A server without authentication. */
  ServerAddress(URI mcp) {
    this(mcp, Optional.empty(), Optional.empty());
  }

  HttpClient client() {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // A redirect would send the token to another server.
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
