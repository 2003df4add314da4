package io.switchgear.front.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.calls.drill.Drills;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.report.Reports;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.cluster.view.OwnTools;
import io.switchgear.config.AlertRule;
import io.switchgear.front.http.api.AlertEndpoints;
import io.switchgear.front.http.api.BreakerEndpoints;
import io.switchgear.front.http.api.CallEndpoints;
import io.switchgear.front.http.api.CallerEndpoint;
import io.switchgear.front.http.api.ClusterEndpoints;
import io.switchgear.front.http.api.Dashboard;
import io.switchgear.front.http.api.EventsEndpoint;
import io.switchgear.front.http.api.HealthEndpoints;
import io.switchgear.front.http.api.MetricsEndpoints;
import io.switchgear.front.http.api.OpenApiEndpoint;
import io.switchgear.front.http.api.OrderDurability;
import io.switchgear.front.http.api.Sampler;
import io.switchgear.front.http.api.ToolEndpoint;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.metrics.ToolFigures;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.watch.alerts.Alerts;
import io.switchgear.watch.events.CallEvents;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.Priority;
import io.switchgear.watch.health.Schedule;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.CallerJson;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.NodesReader;
import io.switchgear.watch.view.OwnAnswers;
import io.switchgear.watch.view.ToolReader;
import io.switchgear.watch.view.ToolSamples;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** A server with scripted tools, real breakers and all endpoints that the dashboard uses. */
final class Cabinet implements AutoCloseable {

  private static final String NODE = "lab-7";

  private static final BulkheadPolicy BULKHEAD = new BulkheadPolicy(4, 8);

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final CompletionStage<OrderDurability.Stored> STORED =
      CompletableFuture.completedFuture(new OrderDurability.Stored.Yes());

  /** The first rule fires after three failures and is resolved after five successes. */
  private static final List<AlertRule> RULES =
      List.of(
          rule(
              "tool_failing",
              AlertRule.Measure.FAILURE_RATE,
              0.5,
              0.4,
              AlertRule.Severity.CRITICAL),
          rule("calls_slow", AlertRule.Measure.P95_SECONDS, 0.9, 0.5, AlertRule.Severity.WARNING));

  private final List<ScriptedTool> tools;
  private final ActorSystem<ToolRegistry.Command> system;
  private final SupervisedTools supervised;
  private final ToolCatalog watched;
  private final EventsEndpoint streams;
  private final Sampler sampler;
  private final Alerts alerts;
  private final Map<String, String> borrowed = new ConcurrentHashMap<>();
  private final HttpFront front;
  private final AtomicLong ids = new AtomicLong();

  Cabinet(List<ScriptedTool> tools, Duration recovery) {
    this(tools, name -> recovery);
  }

  /**
   * @param recovery how long an open breaker rejects calls
   */
  Cabinet(List<ScriptedTool> tools, Function<String, Duration> recovery) {
    this.tools = tools;
    CallStatistics statistics = new CallStatistics(CallStatistics.Limits.STANDARD);
    system =
        ActorSystem.create(
            ToolRegistry.create(
                tools.stream()
                    .map(
                        tool ->
                            new ToolEntry(
                                tool, policy(recovery.apply(tool.name())), Optional.empty()))
                    .toList(),
                statistics),
            "cabinet");
    supervised = SupervisedTools.of(system, system).toCompletableFuture().join();
    EventLog events = new EventLog(NODE);
    EventSources sources = new EventSources(events);
    supervised.subscribe(sources);
    RunningCalls calls = new RunningCalls(new CallEvents(events));
    watched = SteppedTools.of(calls, supervised);
    streams = new EventsEndpoint(events, Duration.ofSeconds(5));
    ToolSamples standing = new ToolSamples(statistics);
    sampler = Sampler.start(system, supervised, standing, events, calls, streams);
    ActorRef<HealthMonitor.Command> health =
        system.systemActorOf(
            HealthMonitor.create(
                checks(),
                new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20)),
                sources),
            "health",
            Props.empty());
    BreakerReader breakers = new BreakerReader(supervised, new Drills(false));
    MetricsRegistry book = new MetricsRegistry(statistics, new HttpMetrics(), breakers::names);
    alerts = new Alerts(RULES, () -> figures(statistics), Alerts.JobValues.NONE, sources);
    List<Endpoint> endpoints = new ArrayList<>(Dashboard.of());
    endpoints.add(AlertEndpoints.of(alerts));
    endpoints.addAll(BreakerEndpoints.of(supervised, breakers, tool -> STORED));
    endpoints.add(
        ToolEndpoint.of(new ToolReader(supervised, breakers, standing, this::availability)));
    HealthReader reader = new HealthReader(system, health);
    Members members = Members.start(system, NODE, "1.2.3");
    Reports reports =
        Reports.start(
            system,
            NODE,
            members,
            new OwnAnswers(
                reader,
                calls,
                supervised,
                () -> CompletableFuture.completedFuture(OwnAnswers.OwnJobs.NONE),
                () -> false),
            System::nanoTime);
    NodesReader nodes = new NodesReader(NODE, members, reports, reader, calls);
    OwnTools own = new OwnTools(supervised, tool -> BULKHEAD, tool -> Optional.empty());
    endpoints.addAll(CallEndpoints.of(calls, nodes, reports));
    endpoints.addAll(
        ClusterEndpoints.of(
            members,
            BreakerView.start(system, NODE, members, own::read, System::nanoTime),
            reports,
            tool -> Optional.empty()));
    endpoints.addAll(HealthEndpoints.of(reader, nodes, () -> true));
    endpoints.addAll(MetricsEndpoints.of(book, () -> {}));
    endpoints.add(CallerEndpoint.of(new CallerJson.Server("1.2.3", NODE, false, NODE)));
    endpoints.add(OpenApiEndpoint.of());
    endpoints.add(streams.endpoint());
    McpServer mcp =
        new McpServer(
            watched,
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
            TestSessions.of(10));
    front = HttpFront.start(system, FrontFixture.SETTINGS, mcp, endpoints);
  }

  private static AlertRule rule(
      String name,
      AlertRule.Measure measure,
      double above,
      double below,
      AlertRule.Severity severity) {
    return new AlertRule(
        name,
        Set.of(),
        measure,
        AlertRule.Window.FIVE_MINUTES,
        above,
        below,
        Duration.ZERO,
        3,
        severity);
  }

  private Map<String, ToolFigures> figures(CallStatistics statistics) {
    Map<String, ToolFigures> figures = new TreeMap<>(statistics.figures());
    borrowed.forEach((name, lender) -> figures.put(name, statistics.figures().get(lender)));
    return figures;
  }

  /** The number of readers of the live stream. */
  int readers() {
    return streams.streams();
  }

  /** Evaluates the alert rules once, as the server does periodically. */
  void look() {
    alerts.look();
  }

  /**
   * From now on, alerts also name a tool with another name.
   *
   * @param name any text
   * @param tool the tool whose metrics are used; it must have been called
   */
  void alsoWatch(String name, String tool) {
    borrowed.put(name, tool);
  }

  private static ProtectionPolicy policy(Duration recovery) {
    return new ProtectionPolicy(
        Duration.ofMinutes(10),
        new BreakerPolicy(3, recovery, 1.5, recovery.multipliedBy(5), 0, 1, 1),
        BULKHEAD);
  }

  private Map<String, Availability> availability() {
    return tools.stream().collect(Collectors.toMap(ScriptedTool::name, ScriptedTool::availability));
  }

  private List<HealthCheck> checks() {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(
        new HealthCheck(
            "store", Priority.IMPORTANT, () -> Finding.healthy("All changes are saved.")));
    for (ScriptedTool tool : tools) {
      checks.add(
          new HealthCheck("breaker:" + tool.name(), Priority.IMPORTANT, () -> check(tool.name())));
      checks.add(
          new HealthCheck("tool:" + tool.name(), Priority.INFORMATIONAL, () -> installed(tool)));
    }
    return checks;
  }

  private Finding check(String name) {
    BreakerSnapshot breaker = snapshot(name);
    String why = "because " + breaker.reason().sentence() + ".";
    return switch (breaker.state()) {
      case CLOSED -> Finding.healthy("Closed; " + breaker.running() + " calls running.");
      case HALF_OPEN -> Finding.degraded("Half open: a probe call is running.");
      case OPEN -> Finding.unhealthy("Open, " + why);
    };
  }

  private static Finding installed(ScriptedTool tool) {
    return switch (tool.availability()) {
      case Availability.Available found -> Finding.healthy(found.version());
      case Availability.Unavailable missing ->
          Finding.unhealthy(missing.reason() + " " + missing.remedy());
    };
  }

  BreakerSnapshot snapshot(String name) {
    return supervised.snapshots().stream()
        .filter(breaker -> breaker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + front.address().getPort() + "/");
  }

  /**
   * @param script see {@link ScriptedTool}
   */
  ToolRun call(String tool, String script) {
    try {
      ObjectNode arguments = (ObjectNode) JSON.readTree(script);
      Caller caller = new Caller(arguments.path("caller").asText("agent"), Set.of());
      return watched.call(
          new ToolCall("call-" + ids.incrementAndGet(), tool, arguments, caller), Progress.NONE);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException(bad);
    }
  }

  ToolOutcome outcome(String tool, String script) {
    return call(tool, script).outcome().toCompletableFuture().join();
  }

  /**
   * Calls the tool with failures until its breaker is open, which takes longer if other calls
   * succeed in between.
   */
  void breakDown(String tool, String message) {
    for (int i = 0; i < 100 && snapshot(tool).state() != BreakerState.OPEN; i++) {
      outcome(tool, JSON.createObjectNode().put("fail", message).toString());
    }
  }

  void order(String tool, OperatorOrder.Action action, String operator, String reason) {
    order(tool, action, operator, reason, Optional.empty());
  }

  void order(
      String tool, OperatorOrder.Action action, String operator, String reason, Duration lasting) {
    order(tool, action, operator, reason, Optional.of(lasting));
  }

  private void order(
      String tool,
      OperatorOrder.Action action,
      String operator,
      String reason,
      Optional<Duration> lasting) {
    supervised.operate(tool, action, operator, reason, lasting).toCompletableFuture().join();
  }

  @Override
  public void close() {
    sampler.close();
    streams.close();
    front.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
