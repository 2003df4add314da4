package io.switchgear.http;

import io.switchgear.config.DoorSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.mcp.McpServer;
import io.switchgear.metrics.HttpMetrics;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.IncomingConnection;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import scala.concurrent.duration.Duration$;

/** The listening HTTP server. */
public final class HttpFront {

  private final ActorSystem<?> system;
  private final McpServer server;
  private final FrontLimits limits;
  private final ServerBinding binding;
  private final Set<Connection> connections;
  private final Entrance entrance;
  private final Cancellable sweeper;
  private final Cancellable reloader;

  private HttpFront(
      ActorSystem<?> system,
      McpServer server,
      FrontLimits limits,
      ServerBinding binding,
      Set<Connection> connections,
      Entrance entrance) {
    this.system = system;
    this.server = server;
    this.limits = limits;
    this.binding = binding;
    this.connections = connections;
    this.entrance = entrance;
    this.reloader = entrance.reloading(system);
    Duration period = limits.connectionIdle().dividedBy(4);
    this.sweeper =
        system
            .scheduler()
            .scheduleWithFixedDelay(period, period, this::sweep, system.executionContext());
  }

  /** Binds and serves everybody, in the clear; see the other. */
  public static CompletionStage<HttpFront> start(
      ActorSystem<?> system, HttpSettings settings, McpServer server, List<Endpoint> endpoints) {
    return start(system, settings, DoorSettings.OPEN, server, endpoints, Observers.counting());
  }

  /**
   * Binds and serves.
   *
   * @param door who is let in
   * @param endpoints what is served besides {@code /mcp} and {@code /}
   * @param observers who take note of it
   * @return fails with an {@link IllegalStateException} if the port cannot be had
   * @throws IllegalArgumentException if the host is unknown, or reached from elsewhere while nobody
   *     is asked who they are; if an allowed origin is not one; if the door's settings or files do
   *     not go together
   */
  public static CompletionStage<HttpFront> start(
      ActorSystem<?> system,
      HttpSettings settings,
      DoorSettings door,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers) {
    return start(system, settings, door, server, endpoints, observers, FrontLimits.STANDARD);
  }

  static CompletionStage<HttpFront> start(
      ActorSystem<?> system,
      HttpSettings settings,
      McpServer server,
      List<Endpoint> endpoints,
      FrontLimits limits) {
    return start(
        system, settings, DoorSettings.OPEN, server, endpoints, Observers.counting(), limits);
  }

  static CompletionStage<HttpFront> start(
      ActorSystem<?> system,
      HttpSettings settings,
      DoorSettings door,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers,
      FrontLimits limits) {
    Entrance entrance = Entrance.of(settings, door);
    CompletableFuture<Router> router = new CompletableFuture<>();
    Set<Connection> connections = ConcurrentHashMap.newKeySet();
    Pair<CompletionStage<ServerBinding>, CompletionStage<Done>> running =
        entrance
            .listening(Http.get(system).newServerAt(settings.host(), settings.port()))
            .withSettings(serverSettings(system, limits))
            .connectionSource()
            .mapAsyncUnordered(
                settings.maxConnections(),
                incoming ->
                    router.thenCompose(
                        ready -> serve(incoming, ready, connections, observers.metrics(), system)))
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    return running
        .first()
        .handle(
            (binding, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(
                    "cannot listen on %s:%d: %s; stop what listens there, or set switchgear.http.port"
                        .formatted(settings.host(), settings.port(), failure.getMessage()),
                    failure);
              }
              router.complete(
                  new Router(
                      entrance.gatekeeper(),
                      entrance.doorkeeper(binding.localAddress(), observers.trail()),
                      new McpRoute(settings, limits, server, observers.metrics(), system),
                      AuditedEndpoints.around(endpoints, observers.trail()),
                      limits,
                      observers.metrics(),
                      system));
              return new HttpFront(system, server, limits, binding, connections, entrance);
            });
  }

  /** Where it listens, with the port that was really taken. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Where MCP clients connect. */
  public URI url() {
    return entrance.url(address());
  }

  /**
   * Stops accepting, lets what is under way end, cancels what has not ended in time, closes.
   *
   * @param within for calls to end by themselves; some seconds more go to cancelling them
   */
  public CompletionStage<Done> stop(Duration within) {
    sweeper.cancel();
    reloader.cancel();
    return binding
        .unbind()
        .thenCompose(
            unbound -> {
              connections.forEach(Connection::closeAfterAnswer);
              server.endStreams();
              return drained(within);
            })
        .thenCompose(
            calm -> {
              server.stopRequests();
              return drained(limits.stopGrace());
            })
        .thenCompose(calm -> closed())
        .thenApply(calm -> Done.getInstance());
  }

  /** Completes when the last answers are sent, or the grace is over. */
  private CompletionStage<Void> closed() {
    return connectionsClosed()
        .toCompletableFuture()
        .completeOnTimeout(null, limits.stopGrace().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Completes when the connections that are now open are closed. */
  CompletionStage<Void> connectionsClosed() {
    return CompletableFuture.allOf(
        connections.stream().map(Connection::closed).toArray(CompletableFuture[]::new));
  }

  int connections() {
    return connections.size();
  }

  /** Completes when nothing is under way any more, or the time is over. */
  private CompletionStage<Void> drained(Duration within) {
    return server
        .drained()
        .toCompletableFuture()
        .completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    connections.stream()
        .filter(connection -> connection.isIdleFor(limits.connectionIdle()))
        .forEach(Connection::closeAfterAnswer);
  }

  private static CompletionStage<Done> serve(
      IncomingConnection incoming,
      Router router,
      Set<Connection> connections,
      HttpMetrics metrics,
      ActorSystem<?> system) {
    Connection connection = new Connection();
    connections.add(connection);
    metrics.connected();
    incoming.handleWith(
        AnswerStage.flow(request -> router.route(request, connection), connection),
        Materializer.matFromSystem(system));
    return connection
        .closed()
        .thenApply(
            done -> {
              connections.remove(connection);
              metrics.disconnected();
              return done;
            });
  }

  /**
   * Pekko HTTP's answer to a call that takes its request timeout is a 503, so there is none; zero
   * takes the stage for it out of the way, while an infinite one would keep it.
   */
  static ServerSettings serverSettings(ActorSystem<?> system, FrontLimits limits) {
    ServerSettings standard = ServerSettings.create(system.classicSystem());
    return standard
        .withTimeouts(
            standard
                .getTimeouts()
                .withRequestTimeout(Duration$.MODULE$.Zero())
                .withIdleTimeout(Duration$.MODULE$.fromNanos(limits.silence().toNanos())))
        .withParserSettings(standard.getParserSettings().withModeledHeaderParsing(false))
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("switchgear", ""))));
  }
}
