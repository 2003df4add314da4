package io.switchgear.app;

import io.switchgear.app.runtime.Logging;
import io.switchgear.app.runtime.Shutdown;
import io.switchgear.app.runtime.StartupException;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.calls.AnswerLimit;
import io.switchgear.calls.ArgumentCheck;
import io.switchgear.calls.CallPath;
import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.audit.CallRecorder;
import io.switchgear.calls.drill.Drills;
import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.calls.hosts.KnownHosts;
import io.switchgear.calls.hosts.RecentTargets;
import io.switchgear.calls.limits.CallQuota;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.cluster.Node;
import io.switchgear.cluster.NodeException;
import io.switchgear.config.ReloadKeys;
import io.switchgear.config.Reloaded;
import io.switchgear.config.Reloading;
import io.switchgear.config.Settings;
import io.switchgear.front.access.Entitlement;
import io.switchgear.front.http.endpoint.Route;
import io.switchgear.front.stdio.StdioFront;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.BreakerResources;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.store.FileTrouble;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tools.ConfiguredTools;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.audit.CallRecords;
import io.switchgear.watch.events.CallEvents;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import io.switchgear.watch.metering.Metering;
import io.switchgear.watch.view.BreakerReader;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The whole program, wired: tools behind their supervisors, health, metrics and, when it serves,
 * the HTTP front. Closing it ends the calls under way, every process that a tool started, and the
 * actors, in that order; the same happens on SIGTERM.
 */
public final class Switchgear implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Plant plant;
  private final Optional<Store> store;
  private Optional<HttpServer> serving = Optional.empty();

  private Switchgear(
      Settings settings,
      Extensions more,
      Optional<Store> store,
      Optional<AuditLog> audit,
      boolean local) {
    this.store = store;
    Reloading reloading = new Reloading(settings);
    EventLog events = new EventLog();
    EventSources sources = new EventSources(events);
    Metering metering =
        new Metering(settings.metrics(), settings.alerts(), this::toolNames, sources);
    Optional<BreakerKeeper> keeper = store.map(BreakerKeeper::new);
    Fallbacks fallbacks = new Fallbacks(reloading::current, store);
    ConfiguredTools configured = configured();
    ToolLayers layers = new ToolLayers(new Drills(settings.drills()));
    List<Tool> tools = new ArrayList<>(layers.around(configured.tools(settings), settings));
    tools.addAll(fallbacks.tools());
    tools.addAll(more.tools());
    fallbacks.check(tools);
    CompletableFuture<Guardian.Children> spawned = new CompletableFuture<>();
    ActorSystem<Void> system =
        startNode(
            Guardian.create(
                entries(tools, settings, keeper.map(BreakerKeeper::mementos).orElse(Map.of())),
                metering.calls(),
                settings,
                spawned),
            settings);
    Guardian.Children children = spawned.join();
    Shutdown shutdown = Shutdown.of(system);
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-processes", configured::close);
    SupervisedTools supervised =
        SupervisedTools.of(system, children.tools()).toCompletableFuture().join();
    CallPath path =
        new CallPath(
            local
                ? AnswerLimit.NONE
                : new AnswerLimit(tool -> reloading.current().tool(tool).maxAnswer()),
            new ArgumentCheck(supervised::find),
            new CallAudit(
                audit.<CallRecorder>map(CallRecords::new).orElse(CallRecorder.NONE),
                tool -> supervised.snapshot(tool).state().wire()),
            new CallQuota(new PrincipalLimits(settings.limits(), System::nanoTime)),
            new RecentTargets(new KnownHosts()),
            fallbacks.chains(tools, supervised),
            new SharedCalls(supervised::find, tool -> reloading.current().tool(tool).share()),
            fallbacks.keptAnswers(),
            new RunningCalls(new CallEvents(events)),
            new TargetBreakers(settings.targets(), System::nanoTime, new SecureRandom().nextLong()),
            supervised);
    fallbacks.startQueue(
        path.catalogOfQueuedCalls(),
        supervised,
        queued -> Entitlement.current(reloading.current().door().auth(), queued, Instant.now()));
    supervised.subscribe(sources);
    layers.drills().listen(sources);
    keeper.ifPresent(keeping -> keeping.follow(supervised, events));
    this.plant =
        new Plant(
            reloading,
            more,
            system,
            children,
            audit,
            fallbacks,
            configured,
            layers,
            tools,
            path,
            path.catalog(),
            events,
            sources,
            metering,
            keeper);
    metering.start(system);
    shutdown.in(CoordinatedShutdown.PhaseServiceUnbind(), "stop-queues", fallbacks::stop);
    shutdown.phases().addTask(CoordinatedShutdown.PhaseServiceStop(), "end-calls", this::endCalls);
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "close-store", this::closeStore);
  }

  private static ConfiguredTools configured() {
    try {
      return new ConfiguredTools();
    } catch (UncheckedIOException impossible) {
      throw new StartupException(impossible.getMessage(), impossible);
    }
  }

  private static List<ToolEntry> entries(
      List<Tool> tools, Settings settings, Map<String, BreakerMemento> mementos) {
    return tools.stream()
        .map(
            tool -> {
              String name = tool.descriptor().name();
              return new ToolEntry(
                  tool, settings.tool(name).protection(), Optional.ofNullable(mementos.get(name)));
            })
        .toList();
  }

  /**
   * Starts everything and listens.
   *
   * @throws IllegalStateException if the address cannot be bound
   * @throws StartupException if the settings ask for what is refused, such as listening beyond
   *     loopback without authentication; or if the data folder cannot be used, such as when another
   *     server has it
   */
  public static Switchgear serve(Settings settings) {
    return serve(settings, Extensions.NONE);
  }

  /** As {@link #serve(Settings)}, with more to offer. */
  public static Switchgear serve(Settings settings, Extensions more) {
    Logging.apply(settings.log());
    Store store = open(settings);
    Switchgear switchgear;
    try {
      switchgear = opened(settings, more, Optional.of(store), "audit");
    } catch (RuntimeException failed) {
      store.close();
      throw failed;
    }
    try {
      switchgear.serving = Optional.of(HttpServer.start(switchgear.plant));
      return switchgear;
    } catch (IllegalArgumentException refused) {
      switchgear.close();
      throw new StartupException(refused.getMessage(), refused);
    } catch (RuntimeException failed) {
      switchgear.close();
      throw failed;
    }
  }

  /**
   * Starts the tools and their supervisors, for calls from this process alone. Its breakers begin
   * closed and are not kept: it is to work beside a server that has the data folder.
   */
  public static Switchgear local(Settings settings) {
    return new Switchgear(settings, Extensions.NONE, Optional.empty(), Optional.empty(), true);
  }

  /**
   * As {@link #local}, for {@link #talk}: whoever is at the other end of the pipe is somebody else,
   * so calls are recorded.
   */
  public static Switchgear piped(Settings settings) {
    Logging.apply(settings.log());
    return opened(settings, Extensions.NONE, Optional.empty(), "audit-stdio");
  }

  private static Switchgear opened(
      Settings settings, Extensions more, Optional<Store> store, String auditFolder) {
    Optional<AuditLog> audit = openAudit(settings, auditFolder);
    try {
      return new Switchgear(settings, more, store, audit, false);
    } catch (RuntimeException failed) {
      audit.ifPresent(AuditLog::close);
      throw failed;
    }
  }

  private static Optional<AuditLog> openAudit(Settings settings, String folder) {
    if (!settings.audit().enabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          AuditLog.open(settings.dataDir(), folder, settings.audit(), Switchgear.version()));
    } catch (UncheckedIOException unusable) {
      throw new StartupException(
          unusable.getMessage() + " (" + FileTrouble.of(unusable.getCause()) + ")", unusable);
    }
  }

  /**
   * Looks whether a start with these settings would find them wrong; starts nothing.
   *
   * @throws io.switchgear.config.SettingsException if it would
   */
  public static void check(Settings settings) {
    ConfigCheck.check(settings);
  }

  /** Whether a running server takes another value of that key; else it needs a restart. */
  public static boolean reloads(String key) {
    return ReloadKeys.cover(key);
  }

  /** The version that the build wrote into the jar. */
  public static String version() {
    String version = Switchgear.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  public ToolCatalog catalog() {
    return plant.catalog();
  }

  /** Of every tool, by name; may block for some seconds. */
  public Map<String, Availability> availability() {
    return Availability.of(plant.tools());
  }

  /**
   * Reads the configuration again and puts it in place, all of it or nothing; blocks.
   *
   * @param by what asks for it, for the log
   */
  public Reloaded reload(String by) {
    return plant.reloading().reload(by);
  }

  /** Where MCP clients connect; empty when nothing listens. */
  public Optional<URI> url() {
    return serving.map(HttpServer::url);
  }

  /** Everything that is served over HTTP; empty when nothing listens. */
  List<Route> routes() {
    return serving.map(HttpServer::routes).orElse(List.of());
  }

  /** Tells clients of a change that one of the additions makes; if it serves. */
  public void publish(CatalogChange change) {
    serving.ifPresent(present -> present.publish(change));
  }

  /** Returns when everything has ended. */
  public void awaitTermination() {
    plant.system().getWhenTerminated().toCompletableFuture().join();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(plant.system())
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .join();
    awaitTermination();
  }

  /**
   * Serves the one client at the other end of a pipe, which may do everything; returns when it has
   * closed its end and what it had under way is answered, or when it does not read any more.
   */
  public void talk(InputStream in, OutputStream out) {
    BreakerReader breakers = new BreakerReader(plant.supervised(), plant.layers().drills());
    McpServer mcp = McpWiring.start(plant, List.of(new BreakerResources(breakers)), breakers);
    Settings settings = plant.settings();
    new StdioFront(mcp, settings.http().maxBody(), settings.shutdown().grace()).run(in, out);
  }

  private static ActorSystem<Void> startNode(Behavior<Void> guardian, Settings settings) {
    try {
      return Node.start(guardian, settings);
    } catch (NodeException failed) {
      throw new StartupException(failed.getMessage(), failed);
    }
  }

  private static Store open(Settings settings) {
    try {
      return Store.open(settings.dataDir());
    } catch (StoreException unusable) {
      throw new StartupException(unusable.getMessage(), unusable);
    }
  }

  /** Whoever writes to it is done before it closes. */
  private void closeStore() {
    try {
      plant.fallbacks().close();
      plant.keeper().ifPresent(BreakerKeeper::close);
    } finally {
      plant.audit().ifPresent(AuditLog::close);
      store.ifPresent(Store::close);
    }
  }

  private List<String> toolNames() {
    return plant.supervised().descriptors().stream().map(ToolDescriptor::name).toList();
  }

  private CompletionStage<Done> endCalls() {
    return AskPattern.ask(
        plant.children().tools(), ToolRegistry.Shutdown::new, PATIENCE, plant.system().scheduler());
  }
}
