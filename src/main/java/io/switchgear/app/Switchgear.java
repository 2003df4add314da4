package io.switchgear.app;

import io.switchgear.app.runtime.Logging;
import io.switchgear.app.runtime.Shutdown;
import io.switchgear.app.runtime.StartupException;
import io.switchgear.calls.CallPath;
import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.cluster.Node;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.cluster.join.NodeException;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.orders.BreakerOrders;
import io.switchgear.cluster.orders.OrdersAtStart;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.cluster.voting.QuorumStates;
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
import io.switchgear.scan.JobEngine;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.tools.ScanTools;
import io.switchgear.store.Sql;
import io.switchgear.store.Store;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tools.ConfiguredTools;
import io.switchgear.watch.events.BreakerChanges;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import io.switchgear.watch.metering.Metering;
import io.switchgear.watch.view.BreakerReader;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The whole program, wired: tools behind their supervisors, the call path, what watches them and,
 * when it serves, the HTTP front. Closing it ends the running calls, every process that a tool
 * started, and the actors, in that order; the same happens on SIGTERM.
 */
public final class Switchgear implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Longer than the last two phases of the shutdown. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(8);

  private final Extensions extensions;
  private final Storage storage;
  private final Reloading reloading;
  private final EventLog events;
  private final EventSources sources;
  private final Metering metering;
  private final Fallbacks fallbacks;
  private final ConfiguredTools configured;
  private final ToolLayers layers;
  private final ActorSystem<Void> system;
  private final Members members;
  private final Optional<Leases> leases;
  private final Guardian.Children actors;
  private final QuorumStates quorums = new QuorumStates();
  private final BreakerView view;
  private final CallPath path;
  private final Optional<OrdersAtStart> ordersAtStart;
  private volatile Optional<BreakerOrders> orders = Optional.empty();
  private volatile Optional<JobEngine> engine = Optional.empty();
  private final CompletableFuture<Void> storageClosed = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private Optional<HttpServer> server = Optional.empty();

  /**
   * @param opening awaited as late as possible, because it takes as long as all that is made before
   */
  private Switchgear(
      Settings settings, Extensions extensions, StorageOpening opening, AnswerSize answerSize) {
    this.extensions = extensions;
    this.reloading = new Reloading(settings);
    this.events = new EventLog(settings.nodeName());
    this.sources = new EventSources(events);
    this.metering = new Metering(settings.metrics(), settings.alerts(), this::toolNames, sources);
    this.storage = opening.await();
    this.ordersAtStart = storage.ordersAtStart();
    this.fallbacks =
        new Fallbacks(reloading::current, storage.store(), () -> engine.orElseThrow().queue());
    this.configured = configuredTools();
    this.layers = new ToolLayers(configured::tools, settings, otherTools());
    CompletableFuture<Guardian.Children> spawned = new CompletableFuture<>();
    this.system = start(settings, spawned);
    this.members = Members.start(system, settings.nodeName(), version());
    system.getWhenTerminated().runAfterBoth(storageClosed, () -> over.complete(null));
    this.leases = settings.cluster().alone() ? Optional.empty() : storage.shared().map(this::lease);
    try {
      stopInOrder(Shutdown.of(system), spawned);
      this.actors = Guardian.await(spawned);
      SupervisedTools supervised = supervisedTools();
      PlacementWiring placement =
          new PlacementWiring(system, reloading::current, members, supervised, quorums);
      this.view = placement.view();
      this.path =
          new CallPathWiring(reloading::current, storage, layers, fallbacks, events, leases)
              .path(answerSize == AnswerSize.LIMITED, supervised, placement.step(movableTools()));
      placement.accept(path.catalogOfPlacedCalls());
      watch();
      this.engine = storage.store().or(fallbacks::storeOfCalls).map(this::startJobs);
      fallbacks.startPruning();
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private Leases lease(Sql sql) {
    return Leases.start(
        sql,
        settings().nodeName(),
        new Leases.Membership(() -> members.view().names(), () -> members.view().isMajority()));
  }

  private JobEngine startJobs(Store store) {
    return new JobWiring(
            reloading::current,
            layers,
            path,
            storage.store().isPresent() ? this::currentPermissions : Optional::of,
            storage.trail(),
            metering.jobs()::stuck,
            leases)
        .start(system, store);
  }

  private static ConfiguredTools configuredTools() {
    try {
      return new ConfiguredTools();
    } catch (UncheckedIOException impossible) {
      throw new StartupException(impossible.getMessage(), impossible);
    }
  }

  private List<Tool> otherTools() {
    List<Tool> jobTools =
        storage.store().isPresent()
            ? ScanTools.of(() -> jobs().orElseThrow(), tool -> settings().tool(tool).maxAnswer())
            : List.of();
    return Stream.of(fallbacks.tools(), jobTools, extensions.tools())
        .flatMap(List::stream)
        .toList();
  }

  /** Not those that read and change what this node knows. */
  private Set<String> movableTools() {
    return Stream.of(configured.tools(settings()), extensions.tools())
        .flatMap(List::stream)
        .map(tool -> tool.descriptor().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Behavior<Void> guardian(Settings settings, CompletableFuture<Guardian.Children> spawned) {
    return Guardian.create(
        ToolEntry.of(
            layers.tools(),
            tool -> settings.tool(tool).protection(),
            ordersAtStart.map(OrdersAtStart::mementos).orElse(Map.of())),
        metering.calls(),
        settings,
        spawned);
  }

  /** Closes the tools if the settings are refused, or if the system cannot start. */
  private ActorSystem<Void> start(Settings settings, CompletableFuture<Guardian.Children> spawned) {
    try {
      fallbacks.check(layers.tools());
      if (Shutdown.isUnderway()) {
        throw new StartupException("the process was asked to end while it started", null);
      }
      return Node.start(guardian(settings, spawned), settings, storage.shared());
    } catch (RuntimeException failed) {
      fallbacks.close();
      configured.close();
      throw failed instanceof NodeException
          ? new StartupException(failed.getMessage(), failed)
          : failed;
    }
  }

  private SupervisedTools supervisedTools() {
    return SupervisedTools.of(system, actors.tools()).toCompletableFuture().join();
  }

  Optional<Caller> currentPermissions(Caller queued) {
    return Entitlement.current(settings().access().auth(), queued, Instant.now());
  }

  private void watch() {
    supervised().subscribe(sources);
    layers.drills().listen(sources);
    storage.breakers().ifPresent(this::store);
    orders = ordersAtStart.map(this::followOrders);
    metering.start(system);
  }

  private BreakerOrders followOrders(OrdersAtStart start) {
    return OrderWiring.start(
        system, storage, supervised(), start, OrderWiring.nodes(settings().cluster(), members));
  }

  private void store(BreakerPersistence breakers) {
    breakers.follow(supervised());
    BreakerChanges.follow(events, breakers::save);
  }

  /** Registered before the actors are there, because SIGTERM may come while they start. */
  private void stopInOrder(Shutdown shutdown, CompletableFuture<Guardian.Children> spawned) {
    shutdown.in(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "stop-jobs",
        () -> engine.ifPresent(JobEngine::stop));
    shutdown
        .phases()
        .addTask(CoordinatedShutdown.PhaseServiceStop(), "end-calls", () -> endCalls(spawned));
    shutdown.in(
        CoordinatedShutdown.PhaseServiceStop(),
        "stop-orders",
        () -> orders.ifPresent(BreakerOrders::stop));
    shutdown.in(
        CoordinatedShutdown.PhaseClusterShutdown(),
        "give-leases-back",
        () -> leases.ifPresent(Leases::close));
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-processes", configured::close);
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "close-storage", this::closeStorage);
    // An actor that does not end must not keep the process.
    shutdown.in(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "bound-the-end",
        () -> over.completeOnTimeout(null, LAST_WAIT.toSeconds(), TimeUnit.SECONDS));
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

  /** As {@link #serve(Settings)}, with extensions. */
  public static Switchgear serve(Settings settings, Extensions extensions) {
    Logging.apply(settings.log());
    Switchgear switchgear =
        stored(() -> Storage.ofServer(settings), settings, extensions, AnswerSize.LIMITED);
    try {
      switchgear.server = Optional.of(HttpServer.start(switchgear));
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
   * Starts the tools and their supervisors, for calls from this process only. Breakers start closed
   * and are not stored, because a server may own the data folder.
   */
  public static Switchgear local(Settings settings) {
    return stored(() -> Storage.NONE, settings, Extensions.NONE, AnswerSize.WHOLE);
  }

  /**
   * As {@link #local}, for {@link #talk}; calls are recorded, because another program makes them.
   */
  public static Switchgear piped(Settings settings) {
    Logging.apply(settings.log());
    return stored(() -> Storage.ofPipe(settings), settings, Extensions.NONE, AnswerSize.LIMITED);
  }

  private static Switchgear stored(
      Supplier<Storage> storage, Settings settings, Extensions extensions, AnswerSize answerSize) {
    StorageOpening opening = new StorageOpening(storage);
    try {
      return new Switchgear(settings, extensions, opening, answerSize);
    } catch (RuntimeException failed) {
      opening.close();
      throw failed;
    }
  }

  /** Whether answers are cut to the size that the settings give clients. */
  private enum AnswerSize {
    LIMITED,
    WHOLE
  }

  /**
   * Checks the settings as a start would; starts nothing.
   *
   * @throws io.switchgear.config.SettingsException if a start would refuse them
   */
  public static void check(Settings settings) {
    ConfigCheck.check(settings);
  }

  /** Whether a reload applies a change of that key; if not, the server must be restarted. */
  public static boolean reloads(String key) {
    return ReloadKeys.cover(key);
  }

  /** The version that the build wrote into the jar. */
  public static String version() {
    String version = Switchgear.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  public ToolCatalog catalog() {
    return path.catalog();
  }

  /** The availability of every tool, by name; may block for some seconds. */
  public Map<String, Availability> availability() {
    return Availability.of(layers.tools());
  }

  /**
   * Reads the configuration again and applies all of it or nothing; blocks.
   *
   * @param by what asked for the reload, for the log
   */
  public Reloaded reload(String by) {
    return reloading.reload(by);
  }

  /** Where operators' orders are kept; empty if nothing outlives the process. */
  Optional<BreakerOrders> orders() {
    return orders;
  }

  /** What runs scan jobs and queued calls. */
  Optional<JobEngine> engine() {
    return engine;
  }

  /** The scan jobs; empty if nothing outlives the process. */
  Optional<Jobs> jobs() {
    return storage.store().flatMap(lasting -> engine.map(JobEngine::jobs));
  }

  /** Where MCP clients connect; empty when nothing listens. */
  public Optional<URI> url() {
    return server.map(HttpServer::url);
  }

  /** The routes of the HTTP front, in order; empty when nothing listens. */
  List<Route> routes() {
    return server.map(HttpServer::routes).orElse(List.of());
  }

  /** Tells clients of a change of an extension, if the HTTP front runs. */
  public void publish(CatalogChange change) {
    server.ifPresent(present -> present.publish(change));
  }

  /** Why its cluster has sent the server away; empty if it has not. */
  public Optional<String> expelled() {
    return Node.expelled(system);
  }

  /**
   * Returns when everything has ended and the store is closed, however slow its disk is; or some
   * seconds after the end of the shutdown if that has not happened by then.
   */
  public void awaitTermination() {
    over.join();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .join();
    awaitTermination();
  }

  /**
   * Serves one client over a pipe, with all permissions. Returns when the client has closed its end
   * and its running requests are answered, or when the client no longer reads.
   */
  public void talk(InputStream in, OutputStream out) {
    BreakerReader breakers = new BreakerReader(supervised(), layers.drills());
    McpServer mcp = McpWiring.start(this, List.of(new BreakerResources(breakers)), breakers);
    new StdioFront(mcp, settings().http().maxBody(), settings().shutdown().grace()).run(in, out);
  }

  /** In effect now. */
  Settings settings() {
    return reloading.current();
  }

  Extensions extensions() {
    return extensions;
  }

  Storage storage() {
    return storage;
  }

  Reloading reloading() {
    return reloading;
  }

  EventLog events() {
    return events;
  }

  EventSources sources() {
    return sources;
  }

  Metering metering() {
    return metering;
  }

  Fallbacks fallbacks() {
    return fallbacks;
  }

  ConfiguredTools configured() {
    return configured;
  }

  ToolLayers layers() {
    return layers;
  }

  ActorSystem<Void> system() {
    return system;
  }

  Members members() {
    return members;
  }

  /** Whether this node has its part of the limits that the nodes share. */
  boolean isSeated() {
    return leases.map(Leases::isSeated).orElse(true);
  }

  /** The breakers of all nodes. */
  BreakerView view() {
    return view;
  }

  /** The tools whose breakers the nodes decide about together. */
  QuorumStates quorums() {
    return quorums;
  }

  Guardian.Children children() {
    return actors;
  }

  CallPath path() {
    return path;
  }

  SupervisedTools supervised() {
    return path.supervised();
  }

  /** The components that write are closed before what they write to. */
  private void closeStorage() {
    try {
      fallbacks.close();
    } finally {
      try {
        storage.close();
      } finally {
        storageClosed.complete(null);
      }
    }
  }

  private List<String> toolNames() {
    return supervised().descriptors().stream().map(ToolDescriptor::name).toList();
  }

  /** Without actors there are no calls. */
  private CompletionStage<Done> endCalls(CompletableFuture<Guardian.Children> spawned) {
    return spawned
        .handle((children, failed) -> Optional.ofNullable(children))
        .thenCompose(
            children ->
                children
                    .map(Guardian.Children::tools)
                    .map(this::endCalls)
                    .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance())));
  }

  private CompletionStage<Done> endCalls(ActorRef<ToolRegistry.Command> tools) {
    return AskPattern.ask(tools, ToolRegistry.Shutdown::new, PATIENCE, system.scheduler());
  }
}
