package io.switchgear.front.http;

import io.switchgear.config.AccessSettings;
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
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening HTTP server. */
public final class HttpFront {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** Of the streams of connections. */
  private static final String DISPATCHER = "pekko.actor.connection-dispatcher";

  /**
   * Connections that may wait in the system's queue to be accepted; the limit of Linux is the same.
   * A client that finds it full tries again after 1 s, then 2 s, 4 s, and so on.
   */
  private static final int BACKLOG = 4_096;

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

  /** Starts a server without authentication and TLS; see the other method. */
  public static HttpFront start(
      ActorSystem<?> system, HttpSettings settings, McpServer server, List<Endpoint> endpoints) {
    return start(system, settings, AccessSettings.OPEN, server, endpoints, Observers.counting());
  }

  /**
   * Starts the server. Blocks until the port is bound or the binding fails.
   *
   * @param access settings of authentication and TLS
   * @param endpoints the endpoints in addition to {@code /mcp} and {@code /}
   * @param observers receive audit records and metrics
   * @throws IllegalStateException if the port cannot be bound
   * @throws IllegalArgumentException if the host is unknown, if other machines can reach it while
   *     authentication is off, if an allowed origin is invalid, or if the settings or files of
   *     {@code access} contradict each other
   */
  public static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      AccessSettings access,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers) {
    return start(system, settings, access, server, endpoints, observers, FrontLimits.STANDARD);
  }

  static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      McpServer server,
      List<Endpoint> endpoints,
      FrontLimits limits) {
    return start(
        system, settings, AccessSettings.OPEN, server, endpoints, Observers.counting(), limits);
  }

  static HttpFront start(
      ActorSystem<?> system,
      HttpSettings settings,
      AccessSettings access,
      McpServer server,
      List<Endpoint> endpoints,
      Observers observers,
      FrontLimits limits) {
    HttpBinding binding = HttpBinding.of(settings, access);
    Listener listener = listening(settings, limits);
    listener.ended().whenComplete((done, broken) -> endWithout(broken, system));
    CurrentEntryRules current =
        new CurrentEntryRules(binding, listener.address(), observers.trail());
    current.prepare(settings, access).run();
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

  /**
   * Terminates the system if the listener fails, because a server that cannot be reached should be
   * restarted.
   */
  private static void endWithout(Throwable broken, ActorSystem<?> system) {
    if (broken != null) {
      LOG.error("the server terminates because it can no longer accept connections", broken);
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
          "cannot listen on %s:%d: %s; stop the program that listens there, or set switchgear.http.port"
              .formatted(settings.host(), settings.port(), failure.getMessage()),
          failure);
    }
  }

  /** The listening address, with the actual port. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** All routes, except the metadata below {@code /.well-known/}. */
  public List<Route> routes() {
    return router.routes();
  }

  /** The URL for MCP clients. */
  public URI url() {
    return binding.url(address());
  }

  /**
   * Checks whether new settings can replace the entry rules while the server runs.
   *
   * @return puts them in effect: they apply to new requests, and the streams and requests of
   *     callers that lose permissions are ended
   * @throws IllegalArgumentException as {@link #start}
   */
  public Runnable prepare(HttpSettings settings, AccessSettings next) {
    return rules.prepare(settings, next);
  }

  /**
   * Stops accepting connections, lets running calls end, cancels those that do not end in time, and
   * closes the connections.
   *
   * @param within time for calls to end by themselves; a few more seconds are used to cancel the
   *     rest
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
            done -> {
              server.stopRequests();
              return drained(limits.stopGrace());
            })
        .thenCompose(done -> closed())
        .thenApply(done -> Done.getInstance());
  }

  /** Completes when the last responses are sent, or when the grace period is over. */
  private CompletionStage<Void> closed() {
    return connectionsClosed()
        .thenCompose(known -> listener.ended())
        .exceptionally(broken -> null)
        .toCompletableFuture()
        .completeOnTimeout(null, limits.stopGrace().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Completes when the currently open connections are closed. */
  CompletionStage<Void> connectionsClosed() {
    return CompletableFuture.allOf(
        connections.stream().map(Connection::closed).toArray(CompletableFuture[]::new));
  }

  int connections() {
    return connections.size();
  }

  /** Completes when no call is running, or when the time is over. */
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
          .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
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
