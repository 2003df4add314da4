package io.switchgear.testing;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.AuthSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.TokenSettings;
import io.switchgear.front.access.BearerToken;
import io.switchgear.front.http.HttpFront;
import io.switchgear.front.http.Observers;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.audit.AuditTrail;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Endpoints behind the real front, with a principal for each set of permissions. */
public final class JobsServer implements AutoCloseable {

  /** A principal of the server, with its token. */
  public enum Who {
    ANN(Permission.SCAN_RUN),
    BOB(Permission.SCAN_RUN),
    READER(Permission.OPS_READ),
    OPERATOR(Permission.OPS_WRITE),
    LISTER(Permission.TOOLS_READ);

    private final Permission permission;
    private final BearerToken token = BearerToken.fresh();

    Who(Permission permission) {
      this.permission = permission;
    }

    /** The principal's name. */
    public String principal() {
      return name().toLowerCase(Locale.ROOT);
    }

    public String token() {
      return token.reveal();
    }

    private TokenSettings settings() {
      return new TokenSettings(principal(), token.sha256(), Set.of(permission), Optional.empty());
    }
  }

  private static final HttpSettings HTTP =
      new HttpSettings(
          "127.0.0.1",
          0,
          List.of(),
          List.of(),
          1 << 20,
          Duration.ofMillis(300),
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          20,
          256);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ActorSystem<Void> system;
  private final HttpFront front;

  public JobsServer(List<Endpoint> endpoints) {
    system = ActorSystem.create(Behaviors.empty(), "jobs-front");
    AuthSettings open = AccessSettings.OPEN.auth();
    AuthSettings auth =
        new AuthSettings(
            List.of(Who.values()).stream().map(Who::settings).toList(),
            open.issuer(),
            open.jwks(),
            open.algorithms(),
            open.resource(),
            open.clockSkew(),
            open.jwksRefresh(),
            open.jwksPause(),
            open.jwksOutage(),
            open.jwksTimeout());
    front =
        HttpFront.start(
            system,
            HTTP,
            new AccessSettings(auth, AccessSettings.OPEN.tls()),
            new McpServer(
                McpOffer.of(new FixtureTools()),
                new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
                TestSessions.of(HTTP.maxSessions(), HTTP.sessionIdle()),
                McpServer.randomKey(),
                McpQuota.ALL),
            endpoints,
            new Observers(AuditTrail.NONE, new HttpMetrics()));
  }

  /** Where MCP clients connect. */
  public URI url() {
    return front.url();
  }

  /**
   * @param path after {@code /api/v1/}
   */
  public HttpRequest.Builder request(Who who, String path) {
    URI uri =
        URI.create("http://127.0.0.1:%d/api/v1/%s".formatted(front.address().getPort(), path));
    return HttpRequest.newBuilder(uri)
        .timeout(Await.LIMIT)
        .header("Authorization", "Bearer " + who.token.reveal());
  }

  /**
   * @param body JSON; single quotes stand for double quotes; empty for none
   */
  public HttpResponse<String> send(Who who, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request = request(who, path);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    front.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
