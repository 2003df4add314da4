package io.switchgear.app;

import io.switchgear.app.runtime.Shutdown;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.cluster.feed.FeedExchange;
import io.switchgear.cluster.orders.BreakerOrders;
import io.switchgear.cluster.orders.OrderDesk;
import io.switchgear.cluster.report.Reports;
import io.switchgear.cluster.voting.QuorumVoting;
import io.switchgear.config.ConfigWatch;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.ReloadKeys;
import io.switchgear.config.Reloading;
import io.switchgear.config.Settings;
import io.switchgear.front.http.HttpFront;
import io.switchgear.front.http.Observers;
import io.switchgear.front.http.Readiness;
import io.switchgear.front.http.api.AlertEndpoints;
import io.switchgear.front.http.api.AuditEndpoints;
import io.switchgear.front.http.api.BreakerEndpoints;
import io.switchgear.front.http.api.CallEndpoints;
import io.switchgear.front.http.api.CallerEndpoint;
import io.switchgear.front.http.api.ClusterEndpoints;
import io.switchgear.front.http.api.ConfigEndpoints;
import io.switchgear.front.http.api.Dashboard;
import io.switchgear.front.http.api.DrillEndpoints;
import io.switchgear.front.http.api.EventsEndpoint;
import io.switchgear.front.http.api.HealthEndpoints;
import io.switchgear.front.http.api.HostEndpoints;
import io.switchgear.front.http.api.JobDiffEndpoints;
import io.switchgear.front.http.api.JobEndpoints;
import io.switchgear.front.http.api.JobReportEndpoints;
import io.switchgear.front.http.api.MetricsEndpoint;
import io.switchgear.front.http.api.MetricsEndpoints;
import io.switchgear.front.http.api.OpenApiEndpoint;
import io.switchgear.front.http.api.OrderDurability;
import io.switchgear.front.http.api.Sampler;
import io.switchgear.front.http.api.ScheduleEndpoints;
import io.switchgear.front.http.api.ServerName;
import io.switchgear.front.http.api.StoredOrders;
import io.switchgear.front.http.api.ToolEndpoint;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.BreakerResources;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.HealthResource;
import io.switchgear.mcp.catalog.MetricsResource;
import io.switchgear.mcp.catalog.NodeChanges;
import io.switchgear.metrics.LeaseMetrics;
import io.switchgear.metrics.PlacementMetrics;
import io.switchgear.metrics.ProcessMetrics;
import io.switchgear.metrics.PrometheusExposition;
import io.switchgear.metrics.RelayMetrics;
import io.switchgear.tool.Availability;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.watch.events.EventFeed;
import io.switchgear.watch.events.JobEvents;
import io.switchgear.watch.health.AuditCheck;
import io.switchgear.watch.health.BreakerStoreCheck;
import io.switchgear.watch.health.ClusterCheck;
import io.switchgear.watch.health.FenceCheck;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.health.Priority;
import io.switchgear.watch.health.SystemChecks;
import io.switchgear.watch.health.ToolChecks;
import io.switchgear.watch.metering.ClusterFigures;
import io.switchgear.watch.metering.Metering;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.NodesReader;
import io.switchgear.watch.view.ToolReader;
import io.switchgear.watch.view.ToolSamples;
import io.switchgear.watch.webhooks.ReloadableWebhooks;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Serves the program over HTTP: endpoints, health, webhooks and reloads. Ends with the actor
 * system's coordinated shutdown.
 */
final class HttpServer {

  private final Switchgear app;
  private final Shutdown shutdown;
  private final List<Runnable> healthReaders = new CopyOnWriteArrayList<>();
  private final Readiness readiness;
  private final McpServer mcp;
  private final HttpFront front;

  /** Whether the scheduler runs here. */
  private volatile BooleanSupplier scheduler = () -> false;

  private HttpServer(Switchgear app) {
    this.app = app;
    this.shutdown = Shutdown.of(app.system());
    this.readiness =
        new Readiness(
            () -> app.supervised().snapshots().stream().anyMatch(BreakerSnapshot::draining),
            () -> settings().cluster().alone() || app.members().view().isUp() && app.isSeated());
    ReloadableWebhooks webhooks = webhooks();
    watchHealth();
    ActorRef<HealthMonitor.Command> health = app.children().health();
    HealthReader healthJson = new HealthReader(app.system(), health);
    BreakerReader breakers =
        new BreakerReader(
            app.supervised(),
            app.layers().drills(),
            tool -> app.orders().flatMap(orders -> orders.nodesOf(tool)),
            app.quorums()::of);
    EventsEndpoint streams = eventStreams();
    ClusterFigures.start(app.system(), app.members(), app.view());
    Reports reports = ReportWiring.start(app, healthJson, () -> scheduler.getAsBoolean());
    NodesReader nodes = ReportWiring.reader(app, healthJson, reports);
    List<Endpoint> endpoints =
        new ArrayList<>(HealthEndpoints.of(healthJson, nodes, readiness::isReady));
    endpoints.add(MetricsEndpoint.of(exposition()));
    endpoints.addAll(operators(breakers, streams));
    endpoints.addAll(CallEndpoints.of(app.path().running(), nodes, reports));
    endpoints.addAll(ClusterEndpoints.of(app.members(), app.view(), reports, app.quorums()::of));
    this.mcp =
        McpWiring.start(
            app,
            List.of(
                new BreakerResources(breakers),
                HealthResource.of(healthJson),
                MetricsResource.of(app.metering().book())),
            breakers);
    tellClients();
    exchangeEvents();
    this.front = listening(endpoints);
    followConfiguration(webhooks, health);
  }

  /**
   * Serves until the system ends.
   *
   * @throws IllegalStateException if the address cannot be bound
   * @throws IllegalArgumentException if the settings ask for what is refused
   */
  static HttpServer start(Switchgear app) {
    return new HttpServer(app);
  }

  /** Where MCP clients connect. */
  URI url() {
    return front.url();
  }

  /** The table of everything that is served. */
  List<Route> routes() {
    return front.routes();
  }

  /** Tells the MCP clients of this node and of the others. */
  void publish(CatalogChange change) {
    mcp.publish(change);
    app.sources().onCatalogChanged(NodeChanges.told(change));
  }

  private Settings settings() {
    return app.settings();
  }

  private PrometheusExposition exposition() {
    PrometheusExposition exposition = new PrometheusExposition();
    ProcessMetrics.publish(Switchgear.version());
    RelayMetrics.register();
    LeaseMetrics.register();
    app.supervised().descriptors().forEach(tool -> PlacementMetrics.register(tool.name()));
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "stop-exposition",
        exposition::close);
    return exposition;
  }

  private ReloadableWebhooks webhooks() {
    ReloadableWebhooks webhooks = new ReloadableWebhooks(settings().webhooks(), app.events());
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-webhooks", webhooks::close);
    return webhooks;
  }

  private EventsEndpoint eventStreams() {
    EventsEndpoint streams =
        new EventsEndpoint(
            app.events(), settings().http().keepAlive(), app.path().quota().limits());
    shutdown.in(CoordinatedShutdown.PhaseServiceUnbind(), "end-event-streams", streams::close);
    return streams;
  }

  /** MCP clients are told of changes of the resources that they subscribed to. */
  private void tellClients() {
    healthReaders.add(() -> mcp.publish(HealthResource.CHANGED));
    app.metering()
        .onChange(
            app.system(),
            () -> settings().health().interval(),
            () -> mcp.publish(MetricsResource.CHANGED));
  }

  /** A server without a cluster has nobody to exchange events with. */
  private void exchangeEvents() {
    NodeChanges.follow(app.events(), mcp::publish);
    if (!settings().cluster().alone()) {
      FeedExchange.start(
          app.system(),
          new EventFeed(
              app.events(), event -> NodeChanges.late(event, mcp::publish, mcp::taskChanged)));
    }
  }

  private void watchHealth() {
    List<HealthCheck> ground =
        new ArrayList<>(SystemChecks.of(() -> settings().health(), settings().dataDir()));
    ground.add(
        new HealthCheck("cluster", Priority.CRITICAL, new ClusterCheck(app.system())::finding));
    if (app.supervised().find(NmapTool.NAME).isPresent()) {
      FenceCheck fence = new FenceCheck(app.configured().fence(), settings().nmap());
      ground.add(new HealthCheck("nmap:fence", Priority.INFORMATIONAL, fence::finding));
    }
    app.storage()
        .audit()
        .map(log -> new AuditCheck(log, settings().audit()))
        .ifPresent(
            audit -> ground.add(new HealthCheck("audit", Priority.IMPORTANT, audit::finding)));
    app.storage()
        .breakers()
        .ifPresent(
            stored ->
                ground.add(
                    new HealthCheck(
                        "store",
                        Priority.IMPORTANT,
                        () ->
                            BreakerStoreCheck.finding(
                                stored,
                                app.orders().map(BreakerOrders::waiting).orElse(List.of())))));
    ground.addAll(ToolChecks.of(app.layers().tools(), app.supervised(), app.layers().drills()));
    app.children().health().tell(new HealthMonitor.Watch(ground, this::onHealth));
  }

  private void onHealth(HealthStatus before, HealthReport now) {
    app.sources().onHealthChanged(before, now);
    healthReaders.forEach(Runnable::run);
  }

  /** The operator API and the page that shows it. */
  private List<Endpoint> operators(BreakerReader breakers, EventsEndpoint streams) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(
        BreakerEndpoints.of(
            app.supervised(),
            breakers,
            app.storage()
                .breakers()
                .<OrderDurability>map(StoredOrders::new)
                .orElse(OrderDurability.NONE),
            app.orders()
                .<OrderDesk>map(orders -> orders)
                .orElseGet(() -> OrderDesk.local(app.supervised()))));
    endpoints.addAll(DrillEndpoints.of(breakers.names(), app.layers().drills()));
    endpoints.addAll(ConfigEndpoints.of(app.reloading()));
    Metering metering = app.metering();
    endpoints.addAll(MetricsEndpoints.of(metering.book(), metering::reset));
    endpoints.add(AlertEndpoints.of(metering.alerts()));
    app.storage().audit().ifPresent(log -> endpoints.addAll(AuditEndpoints.of(log)));
    endpoints.add(streams.endpoint());
    JobEvents jobEvents = new JobEvents(app.events());
    if (!settings().cluster().alone()) {
      app.engine().ifPresent(engine -> engine.tellOfLostNodes(jobEvents::states));
    }
    app.jobs()
        .ifPresent(
            jobs -> {
              jobs.subscribe(jobEvents);
              jobs.subscribe(metering.jobs());
              endpoints.addAll(JobEndpoints.of(jobs));
              endpoints.addAll(HostEndpoints.of(jobs));
              endpoints.addAll(JobDiffEndpoints.of(jobs));
              endpoints.addAll(JobReportEndpoints.of(jobs));
            });
    ScheduleWiring.start(app, shutdown)
        .ifPresent(
            scheduling -> {
              scheduler = scheduling::isHere;
              endpoints.addAll(
                  ScheduleEndpoints.of(scheduling.schedules(), InstantSource.system()));
            });
    ToolSamples standing = new ToolSamples(metering.calls());
    endpoints.add(
        ToolEndpoint.of(
            new ToolReader(
                app.supervised(),
                breakers,
                standing,
                () -> Availability.of(app.layers().tools()))));
    endpoints.add(
        CallerEndpoint.of(
            ServerName.here(Switchgear.version(), app.jobs().isPresent(), settings().nodeName())));
    endpoints.add(OpenApiEndpoint.of());
    endpoints.addAll(Dashboard.of());
    Sampler sampler =
        Sampler.start(
            app.system(), app.supervised(), standing, app.events(), app.path().running(), streams);
    shutdown.in(CoordinatedShutdown.PhaseServiceUnbind(), "end-samples", sampler::close);
    return endpoints;
  }

  private QuorumVoting voting() {
    return QuorumVoting.start(
        app.system(),
        app.supervised(),
        app.view(),
        app.quorums(),
        tool -> settings().tool(tool).quorum(),
        app.sources(),
        System::nanoTime);
  }

  private void followConfiguration(
      ReloadableWebhooks webhooks, ActorRef<HealthMonitor.Command> health) {
    Reloading reloading = app.reloading();
    List.of(
            Reloads.access(front, mcp),
            Reloads.limits(app.path().quota().limits()),
            Reloads.tools(app.layers()),
            app.fallbacks()
                .reloadable(app.path().fallbacks(), app.supervised(), ReloadKeys.FALLBACKS.keys()),
            Reloads.protection(app.supervised()),
            Reloads.quorum(voting()),
            Reloads.targets(app.path().targets()),
            Reloads.webhooks(webhooks),
            Reloads.health(health),
            Reloads.metering(app.metering()),
            Reloads.log(),
            Reloads.descriptions(app.path().catalog(), this::publish))
        .forEach(reloading::add);
    reloading.listen(app.sources()::onReload);
    reloading.listen(Reloads.noted(app.storage().trail()));
    reloading.listen(ScopeResource.changes(this::publish));
    ConfigWatch watch = ConfigWatch.start(reloading);
    shutdown.in(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "end-watch", watch::close);
  }

  private HttpFront listening(List<Endpoint> endpoints) {
    HttpSettings http = settings().http();
    HttpFront listening =
        HttpFront.start(
            app.system(),
            http,
            settings().access(),
            mcp,
            endpoints,
            new Observers(app.storage().trail(), app.metering().http()));
    shutdown
        .phases()
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "not-ready",
            () -> readiness.announceEnd(settings().shutdown().announce()));
    shutdown
        .phases()
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "stop-listening",
            () -> listening.stop(settings().shutdown().grace()));
    return listening;
  }
}
