package io.switchgear.app;

import io.switchgear.app.runtime.Shutdown;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.config.FileWatch;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.ReloadKeys;
import io.switchgear.config.Reloading;
import io.switchgear.config.Settings;
import io.switchgear.front.http.HttpFront;
import io.switchgear.front.http.Observers;
import io.switchgear.front.http.api.AlertEndpoints;
import io.switchgear.front.http.api.AuditEndpoints;
import io.switchgear.front.http.api.BreakerEndpoints;
import io.switchgear.front.http.api.CallEndpoints;
import io.switchgear.front.http.api.CallerEndpoint;
import io.switchgear.front.http.api.ConfigEndpoints;
import io.switchgear.front.http.api.Dashboard;
import io.switchgear.front.http.api.DrillEndpoints;
import io.switchgear.front.http.api.EventsEndpoint;
import io.switchgear.front.http.api.HealthEndpoints;
import io.switchgear.front.http.api.MetricsEndpoint;
import io.switchgear.front.http.api.MetricsEndpoints;
import io.switchgear.front.http.api.OpenApiEndpoint;
import io.switchgear.front.http.api.OrderDurability;
import io.switchgear.front.http.api.Sampler;
import io.switchgear.front.http.api.ServerName;
import io.switchgear.front.http.api.ToolEndpoint;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.BreakerResources;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.HealthResource;
import io.switchgear.mcp.catalog.MetricsResource;
import io.switchgear.metrics.ProcessMetrics;
import io.switchgear.metrics.PrometheusExposition;
import io.switchgear.tool.Availability;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.watch.health.AuditCheck;
import io.switchgear.watch.health.ClusterCheck;
import io.switchgear.watch.health.FenceCheck;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.health.Priority;
import io.switchgear.watch.health.SystemChecks;
import io.switchgear.watch.health.ToolChecks;
import io.switchgear.watch.metering.Metering;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.ToolReader;
import io.switchgear.watch.view.ToolSamples;
import io.switchgear.watch.webhooks.ReloadableWebhooks;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A plant that others reach over HTTP: its endpoints, its health, whom it tells of events, and how
 * it takes another configuration. Ends with the actor system's coordinated shutdown.
 */
final class HttpServer {

  private final Plant plant;
  private final Shutdown shutdown;
  private final List<Runnable> healthReaders = new CopyOnWriteArrayList<>();
  private final McpServer mcp;
  private final HttpFront front;
  private volatile boolean stopping;

  private HttpServer(Plant plant) {
    this.plant = plant;
    this.shutdown = Shutdown.of(plant.system());
    PrometheusExposition exposition = new PrometheusExposition();
    ProcessMetrics.publish(Switchgear.version());
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "stop-exposition",
        exposition::close);
    ReloadableWebhooks webhooks = new ReloadableWebhooks(settings().webhooks(), plant.events());
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-webhooks", webhooks::close);
    watchHealth();
    ActorRef<HealthMonitor.Command> health = plant.children().health();
    HealthReader healthJson = new HealthReader(plant.system(), health);
    BreakerReader breakers = new BreakerReader(plant.supervised(), plant.layers().drills());
    EventsEndpoint streams =
        new EventsEndpoint(plant.events(), settings().http().keepAlive(), plant.limits());
    shutdown.in(CoordinatedShutdown.PhaseServiceUnbind(), "end-event-streams", streams::close);
    List<Endpoint> endpoints = new ArrayList<>(HealthEndpoints.of(healthJson, this::isReady));
    endpoints.add(MetricsEndpoint.of(exposition));
    endpoints.addAll(operators(breakers, streams));
    this.mcp =
        McpWiring.start(
            plant,
            List.of(
                new BreakerResources(breakers),
                HealthResource.of(healthJson),
                MetricsResource.of(plant.metering().book())),
            breakers);
    healthReaders.add(() -> mcp.publish(HealthResource.CHANGED));
    plant
        .metering()
        .onChange(
            plant.system(),
            () -> settings().health().interval(),
            () -> mcp.publish(MetricsResource.CHANGED));
    this.front = listening(endpoints);
    followConfiguration(webhooks, health);
  }

  /**
   * Serves until the system ends.
   *
   * @throws IllegalStateException if the address cannot be bound
   * @throws IllegalArgumentException if the settings ask for what is refused
   */
  static HttpServer start(Plant plant) {
    return new HttpServer(plant);
  }

  /** Where MCP clients connect. */
  URI url() {
    return front.url();
  }

  /** The table of everything that is served. */
  List<Route> routes() {
    return front.routes();
  }

  void publish(CatalogChange change) {
    mcp.publish(change);
  }

  private Settings settings() {
    return plant.settings();
  }

  private void watchHealth() {
    List<HealthCheck> ground =
        new ArrayList<>(SystemChecks.of(() -> settings().health(), settings().dataDir()));
    ground.add(
        new HealthCheck("cluster", Priority.CRITICAL, new ClusterCheck(plant.system())::finding));
    if (plant.supervised().find(NmapTool.NAME).isPresent()) {
      FenceCheck fence = new FenceCheck(plant.configured().fence(), settings().nmap());
      ground.add(new HealthCheck("nmap:fence", Priority.INFORMATIONAL, fence::finding));
    }
    plant
        .audit()
        .map(log -> new AuditCheck(log, settings().audit()))
        .ifPresent(
            audit -> ground.add(new HealthCheck("audit", Priority.IMPORTANT, audit::finding)));
    plant
        .keeper()
        .ifPresent(kept -> ground.add(new HealthCheck("store", Priority.IMPORTANT, kept::finding)));
    ground.addAll(ToolChecks.of(plant.tools(), plant.supervised(), plant.layers().drills()));
    plant.children().health().tell(new HealthMonitor.Watch(ground, this::onHealth));
  }

  private void onHealth(HealthStatus before, HealthReport now) {
    plant.sources().onHealthChanged(before, now);
    healthReaders.forEach(Runnable::run);
  }

  /** The operator API and the page that shows it. */
  private List<Endpoint> operators(BreakerReader breakers, EventsEndpoint streams) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(
        BreakerEndpoints.of(
            plant.supervised(),
            breakers,
            plant
                .keeper()
                .<OrderDurability>map(kept -> kept::durability)
                .orElse(OrderDurability.NONE)));
    endpoints.addAll(DrillEndpoints.of(breakers.names(), plant.layers().drills()));
    endpoints.addAll(ConfigEndpoints.of(plant.reloading()));
    Metering metering = plant.metering();
    endpoints.addAll(MetricsEndpoints.of(metering.book(), metering::reset));
    endpoints.add(AlertEndpoints.of(metering.alerts()));
    plant.audit().ifPresent(log -> endpoints.addAll(AuditEndpoints.of(log)));
    endpoints.add(streams.endpoint());
    ToolSamples standing = new ToolSamples(metering.calls());
    endpoints.add(
        ToolEndpoint.of(
            new ToolReader(
                plant.supervised(), breakers, standing, () -> Availability.of(plant.tools()))));
    endpoints.addAll(CallEndpoints.of(plant.calls()));
    endpoints.add(CallerEndpoint.of(ServerName.here(Switchgear.version())));
    endpoints.add(OpenApiEndpoint.of());
    endpoints.addAll(Dashboard.of());
    Sampler sampler =
        Sampler.start(
            plant.system(), plant.supervised(), standing, plant.events(), plant.calls(), streams);
    shutdown.in(CoordinatedShutdown.PhaseServiceUnbind(), "end-samples", sampler::close);
    return endpoints;
  }

  private void followConfiguration(
      ReloadableWebhooks webhooks, ActorRef<HealthMonitor.Command> health) {
    Reloading reloading = plant.reloading();
    List.of(
            Reloads.door(front, mcp),
            Reloads.limits(plant.limits()),
            Reloads.tools(plant.configured(), plant.layers()),
            plant
                .fallbacks()
                .reloadable(
                    plant.path().fallbacks(), plant.supervised(), ReloadKeys.FALLBACKS.keys()),
            Reloads.protection(plant.supervised()),
            Reloads.targets(plant.targets()),
            Reloads.webhooks(webhooks),
            Reloads.health(health),
            Reloads.metering(plant.metering()),
            Reloads.log(),
            Reloads.descriptions(plant.catalog(), mcp::publish))
        .forEach(reloading::add);
    reloading.listen(plant.sources()::onReload);
    reloading.listen(Reloads.noted(plant.trail()));
    FileWatch.start(reloading)
        .ifPresent(
            watch ->
                shutdown.in(
                    CoordinatedShutdown.PhaseBeforeServiceUnbind(), "end-watch", watch::close));
  }

  private HttpFront listening(List<Endpoint> endpoints) {
    HttpSettings http = settings().http();
    HttpFront listening =
        HttpFront.start(
            plant.system(),
            http,
            settings().door(),
            mcp,
            endpoints,
            new Observers(plant.trail(), plant.metering().http()));
    shutdown
        .phases()
        .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "not-ready", this::announceEnd);
    shutdown
        .phases()
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "stop-listening",
            () -> listening.stop(settings().shutdown().grace()));
    return listening;
  }

  /** Whoever routes calls here has that long to notice. */
  private CompletionStage<Done> announceEnd() {
    stopping = true;
    Executor later =
        CompletableFuture.delayedExecutor(
            settings().shutdown().announce().toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(Done::getInstance, later);
  }

  private boolean isReady() {
    return !stopping
        && plant.supervised().snapshots().stream().noneMatch(BreakerSnapshot::draining);
  }
}
