package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.task.MemoryTasks;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A server of the tools of {@link FixtureTools}, whose calls may run as tasks: of {@code slow} if
 * its estimate is long, of {@code a_text} and {@code echo} never, of all others always.
 */
final class TaskFixture implements ToolCatalog {

  static final String TASKS = "'extensions':{'io.modelcontextprotocol/tasks':{}}";

  private final AskingTools asking = new AskingTools();
  final FixtureTools tools = new FixtureTools();
  final MemoryTasks memory;
  final Tasks tasks;
  final McpServer server;

  /** Of the next calls of {@code slow}, in seconds. */
  volatile double estimate = 60;

  /** Whether {@code greet} asks while its call is planned, instead of while it runs. */
  volatile boolean asksFirst;

  /** Whether the next plans are refused. */
  volatile boolean refuses;

  private TaskFixture(UnaryOperator<Tasks> wrapped) {
    memory =
        new MemoryTasks(
            this::plan, this, Duration.ofSeconds(10), Duration.ofHours(1), POLL_INTERVAL);
    tasks = wrapped.apply(memory);
    server =
        new McpServer(
            new McpOffer(
                this,
                Optional.empty(),
                Optional.empty(),
                EnumSet.allOf(CatalogChange.Kind.class),
                Optional.of(tasks)),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
            TestSessions.of(3),
            McpServer.randomKey());
  }

  static final Duration POLL_INTERVAL = Duration.ofMillis(1_500);

  static TaskFixture start() {
    return new TaskFixture(tasks -> tasks);
  }

  /** With other tasks in front of those in memory. */
  static TaskFixture start(UnaryOperator<Tasks> wrapped) {
    return new TaskFixture(wrapped);
  }

  private CompletionStage<Planning> plan(ToolCall call) {
    if (refuses) {
      return CompletableFuture.completedFuture(
          new Planning.Refused(new InvalidInput("not planned")));
    }
    if (asksFirst
        && asking.call(call, Progress.NONE).outcome().toCompletableFuture().join()
            instanceof InvalidInput asks) {
      return CompletableFuture.completedFuture(new Planning.Refused(asks));
    }
    return CompletableFuture.completedFuture(
        new Planning.Planned(
            new ToolPlan(call, PinnedTargets.NONE, new CostEstimate(0, 0, estimate))));
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return Stream.concat(tools.descriptors().stream(), asking.descriptors().stream())
        .map(TaskFixture::described)
        .toList();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return asking.find(name).or(() -> tools.find(name)).map(TaskFixture::described);
  }

  private static ToolDescriptor described(ToolDescriptor tool) {
    return new ToolDescriptor(
        tool.name(),
        tool.title(),
        tool.description(),
        tool.inputSchema(),
        tool.outputSchema(),
        tool.hints(),
        switch (tool.name()) {
          case "slow" -> TaskUse.WHEN_LONG;
          case "a_text", "echo" -> TaskUse.NEVER;
          default -> TaskUse.ALWAYS;
        });
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return (asking.find(call.tool()).isPresent() ? asking : tools).call(call, progress);
  }

  static String envelope(String capabilities) {
    return "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
        + "'io.modelcontextprotocol/clientCapabilities':{"
        + capabilities
        + "}}";
  }

  /** A request of a client that declares tasks; {@code params} in single quotes, or empty. */
  Told send(String method, String name, String params) {
    return send(Caller.LOCAL, TASKS, method, name, params);
  }

  /**
   * @param name that the header repeats; null for none
   */
  Told send(Caller caller, String capabilities, String method, String name, String params) {
    McpReply.Settled reply = reply(caller, capabilities, method, name, params);
    return TestClient.told(
        true,
        method,
        reply instanceof McpReply.InFlight later
            ? TestClient.await(later.exchange())
            : assertInstanceOf(McpReply.Json.class, reply));
  }

  McpReply.Settled reply(
      Caller caller, String capabilities, String method, String name, String params) {
    return TestClient.settled(
        server.handle(
            TestClient.head("2026-07-28", method, name, null),
            TestClient.bytes(
                TestClient.request(
                    "7", method, params + (params.isEmpty() ? "" : ",") + envelope(capabilities))),
            caller));
  }

  Told call(String capabilities, String tool, String more) {
    return send(Caller.LOCAL, capabilities, "tools/call", tool, "'name':'" + tool + "'" + more);
  }

  /** Starts a task; returns its id. */
  String started(String tool) {
    return started(TASKS, tool);
  }

  String started(String capabilities, String tool) {
    Told told = call(capabilities, tool, "");
    if (!told.result().path("resultType").asText().equals("task")) {
      throw new AssertionError("no task: " + told.body());
    }
    return told.result().path("taskId").asText();
  }

  Told get(String id) {
    return send("tasks/get", id, "'taskId':'" + id + "'");
  }

  Told update(String id, String answers) {
    return send("tasks/update", id, "'taskId':'" + id + "','inputResponses':" + answers);
  }

  Told cancel(String id) {
    return send("tasks/cancel", id, "'taskId':'" + id + "'");
  }

  /** The events of a stream that listens to these notifications, in the order of their coming. */
  BlockingQueue<JsonNode> listen(Exchange exchange) {
    BlockingQueue<JsonNode> sent = new LinkedBlockingQueue<>();
    exchange.listen(event -> sent.add(WireSchemas.check(true, "", event.body())));
    return sent;
  }

  static JsonNode next(BlockingQueue<JsonNode> sent) throws InterruptedException {
    return Await.next("an event", sent);
  }
}
