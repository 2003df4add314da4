package io.switchgear.front.http;

import io.switchgear.config.DoorSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.front.tcp.Listener;
import io.switchgear.mcp.McpServer;
import io.switchgear.metrics.HttpMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening HTTP server. */
public final class HttpFront {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** Connections that the system keeps until they are accepted. */
  private static final int BACKLOG = 1_024;

  private final ActorSystem<?> system;
  private final McpServer server;
  private final FrontLimits limits;
  private final Listener listener;
  private final Router router;
  private final HttpMetrics metrics;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final HttpBinding binding;
  private final CurrentEntryRules rules;
  private final Cancellable sweeper;
  private final Cancellable reloader;
  private volatile boolean stopping;

  private HttpFront(
      ActorSystem<?> system,
      McpServer server,
      FrontLimits limits,
      Listener listener,
      Router router,
      HttpMetrics metrics,
      HttpBinding binding,
      CurrentEntryRules rules) {
    this.system = system;
    this.server = server;
    this.limits = limits;
    this.listener = listener;
    this.router = router;
    this.metrics = metrics;
    this.binding = binding;
    this.rules = rules;
    this.reloader = binding.reloading(system);
    Duration period = limits.connectionIdle().dividedBy(4);
    this.sweeper =
        system
            .scheduler()
            .scheduleWithFixedDelay(period, period, this::sweep, system.executionContext());
  }

  /** Binds and serves everybody, in the clear; see the other. */
  public static HttpFront start(
      ActorSystem<?> system, HttpSettings settings, McpServer server, List<Endpoint> endpoints) {
    return start(system, settings, DoorSettings.OPEN, server, endpoints, Observers.counting());
  }

  /**
   * Binds and serves. Blocks until the port is had or refused.
   *
   * @param door who is let in
   * @param endpoints what is served besides {@code /mcp} and {@code /}
   * @param observers who take note of it
   * @throws IllegalStateException if the port cannot be had
   * @throws IllegalArgumentException if the host is unknown, or reached from elsewhere while nobody
   *     is asked who they are; if an allowed origin is not one; if the door's settings or files do
   *     not go together
   */
  public static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      DoorSettings door,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers) {
    return start(system, settings, door, server, endpoints, observers, FrontLimits.STANDARD);
  }

  static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      McpServer server,
      List<Endpoint> endpoints,
      FrontLimits limits) {
    return start(
        system, settings, DoorSettings.OPEN, server, endpoints, Observers.counting(), limits);
  }

  static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      DoorSettings door,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers,
      FrontLimits limits) {
    HttpBinding binding = HttpBinding.of(settings, door);
    Listener listener = listening(settings, limits);
    listener.ended().whenComplete((done, broken) -> endWithout(broken, system));
    CurrentEntryRules current =
        new CurrentEntryRules(binding, listener.address(), observers.trail());
    current.prepare(settings, door).run();
    Router router =
        new Router(
            current,
            new McpRoute(settings, limits, server, observers.metrics(), current.streams(), system),
            endpoints,
            limits,
            observers,
            system);
    HttpFront front =
        new HttpFront(
            system, server, limits, listener, router, observers.metrics(), binding, current);
    HttpLayer layer = new HttpLayer(system, binding, limits);
    listener.accept(system.executionContext(), bytes -> front.serve(layer.on(bytes)));
    return front;
  }

  /** A server that cannot be reached any more is better started anew. */
  private static void endWithout(Throwable broken, ActorSystem<?> system) {
    if (broken != null) {
      LOG.error("the server ends, as nobody could reach it any more", broken);
      system.terminate();
    }
  }

  private static Listener listening(HttpSettings settings, FrontLimits limits) {
    try {
      return Listener.bind(
          new InetSocketAddress(settings.host(), settings.port()),
          BACKLOG,
          settings.maxConnections(),
          limits.silence());
    } catch (IOException failure) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s; stop what listens there, or set switchgear.http.port"
              .formatted(settings.host(), settings.port(), failure.getMessage()),
          failure);
    }
  }

  /** Where it listens, with the port that was really taken. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Everything that is served, except the metadata below {@code /.well-known/}. */
  public List<Route> routes() {
    return router.routes();
  }

  /** Where MCP clients connect. */
  public URI url() {
    return binding.url(address());
  }

  /**
   * Looks whether other settings can say who may come in, while the server runs.
   *
   * @return puts them in place: from then on requests are judged by them, and what is open in the
   *     name of somebody who may do less or nothing now is ended
   * @throws IllegalArgumentException as {@link #start}
   */
  public Runnable prepare(HttpSettings settings, DoorSettings next) {
    return rules.prepare(settings, next);
  }

  /**
   * Stops accepting, lets what is under way end, cancels what has not ended in time, closes.
   *
   * @param within for calls to end by themselves; some seconds more go to cancelling them
   */
  public CompletionStage<Done> stop(Duration within) {
    sweeper.cancel();
    reloader.cancel();
    stopping = true;
    return listener
        .unbind()
        .thenComposeAsync(
            unbound -> {
              connections.forEach(Connection::closeAfterAnswer);
              server.endStreams();
              return drained(within);
            },
            system.executionContext())
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
        .thenCompose(known -> listener.ended())
        .exceptionally(broken -> null)
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

  private Connection serve(Flow<HttpResponse, HttpRequest, ?> http) {
    Connection connection = new Connection(this::forget);
    connections.add(connection);
    metrics.connected();
    if (stopping) {
      connection.closeAfterAnswer();
    }
    try {
      AnswerStage.flow(request -> router.route(request, connection), connection)
          .join(http)
          .run(system);
      return connection;
    } catch (RuntimeException | Error notServed) {
      connection.ended();
      throw notServed;
    }
  }

  private void forget(Connection connection) {
    if (connections.remove(connection)) {
      metrics.disconnected();
    }
  }
}
