package io.switchgear.front.http;

import io.switchgear.config.HttpSettings;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A front with the fixture tools behind it, on a free port of 127.0.0.1. */
final class FrontFixture implements AutoCloseable {

  static final HttpSettings SETTINGS =
      new HttpSettings(
          "127.0.0.1",
          0,
          List.of("https://ops.example"),
          List.of("switchgear.test"),
          1 << 20,
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMinutes(5),
          20,
          256);

  /** For tests that wait for keep-alive comments. */
  private static final HttpSettings QUICK =
      new HttpSettings(
          "127.0.0.1",
          0,
          List.of(),
          List.of(),
          1 << 20,
          Duration.ofMillis(300),
          Duration.ofMillis(20),
          Duration.ofMinutes(5),
          20,
          1_000);

  /** An endpoint that answers GET /health at once, like the endpoints of production. */
  private static final Endpoint HEALTH =
      Endpoint.get("/health")
          .needs(Permission.OPS_READ)
          .answeredBy(asked -> CompletableFuture.completedFuture(HttpResponses.text(200, "well")));

  final FixtureTools tools;
  final McpServer server;
  final HttpFront front;
  private final ActorSystem<Void> system;

  ActorSystem<Void> system() {
    return system;
  }

  FrontFixture() {
    this(SETTINGS, FrontLimits.STANDARD);
  }

  FrontFixture(HttpSettings settings, FrontLimits limits) {
    this(settings, limits, HEALTH);
  }

  FrontFixture(HttpSettings settings, FrontLimits limits, McpQuota share) {
    this(settings, limits, HEALTH, share);
  }

  FrontFixture(HttpSettings settings, FrontLimits limits, Endpoint endpoint) {
    this(settings, limits, endpoint, McpQuota.ALL);
  }

  private FrontFixture(
      HttpSettings settings, FrontLimits limits, Endpoint endpoint, McpQuota share) {
    this(new FixtureTools(), settings, limits, endpoint, share);
  }

  private FrontFixture(
      FixtureTools tools,
      HttpSettings settings,
      FrontLimits limits,
      Endpoint endpoint,
      McpQuota share) {
    this(
        tools,
        new McpServer(
            McpOffer.of(tools),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", "Call a_text first."),
            TestSessions.of(settings.maxSessions(), settings.sessionIdle()),
            McpServer.randomKey(),
            share),
        settings,
        limits,
        endpoint);
  }

  /** Serves another catalog; {@link #tools} is not used. */
  FrontFixture(McpServer server) {
    this(new FixtureTools(), server, QUICK, FrontLimits.STANDARD, HEALTH);
  }

  private FrontFixture(
      FixtureTools tools,
      McpServer server,
      HttpSettings settings,
      FrontLimits limits,
      Endpoint endpoint) {
    this.tools = tools;
    this.server = server;
    system = ActorSystem.create(Behaviors.empty(), "front");
    front = HttpFront.start(system, settings, server, List.of(endpoint), limits);
  }

  int port() {
    return front.address().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    front.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
