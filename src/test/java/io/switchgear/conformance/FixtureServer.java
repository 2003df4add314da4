package io.switchgear.conformance;

import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.config.HttpSettings;
import io.switchgear.http.HttpFront;
import io.switchgear.mcp.Change;
import io.switchgear.mcp.McpOffer;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.ServerIdentity;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The official conformance suite's fixtures on the real server: supervised tools, the protocol, the
 * HTTP front. {@code --port} says where it listens, 0 picks a free port.
 */
public final class FixtureServer implements AutoCloseable {

  private static final ServerIdentity IDENTITY =
      new ServerIdentity(
          "switchgear-fixture", "Switchgear fixture", "1.0.0", "Fixtures of a test suite.");

  /** Nobody is to be turned away because many ask at once. */
  private static final ProtectionPolicy ROOMY =
      ProtectionPolicy.DEFAULT.with(new BulkheadPolicy(256, 0));

  private final ActorSystem<ToolRegistry.Command> system;
  private final HttpFront front;

  private FixtureServer(ActorSystem<ToolRegistry.Command> system, HttpFront front) {
    this.system = system;
    this.front = front;
  }

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--port")) {
      System.err.println("usage: FixtureServer --port PORT");
      System.exit(2);
    }
    FixtureServer server = start(Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.mcp());
  }

  static FixtureServer start(int port) {
    CompletableFuture<McpServer> published = new CompletableFuture<>();
    List<Tool> tools = new ArrayList<>(PlainTools.all());
    tools.addAll(AskingTools.all());
    tools.addAll(TellingTools.all(change -> published.thenAccept(mcp -> mcp.publish(change))));
    ActorSystem<ToolRegistry.Command> system =
        ActorSystem.create(
            ToolRegistry.create(tools.stream().map(tool -> new ToolEntry(tool, ROOMY)).toList()),
            "fixture");
    SupervisedTools supervised = SupervisedTools.of(system, system).toCompletableFuture().join();
    McpServer mcp =
        new McpServer(
            new McpOffer(
                supervised,
                Optional.of(new FixtureResources()),
                Optional.of(new FixturePrompts()),
                EnumSet.allOf(Change.Kind.class)),
            IDENTITY,
            1_000,
            Duration.ofMinutes(5),
            McpServer.randomKey());
    published.complete(mcp);
    HttpFront front =
        HttpFront.start(system, settings(port), mcp, List.of()).toCompletableFuture().join();
    return new FixtureServer(system, front);
  }

  /** Where MCP is spoken. */
  URI mcp() {
    return URI.create("http://127.0.0.1:" + front.address().getPort() + "/mcp");
  }

  @Override
  public void close() {
    front.stop(Duration.ZERO).toCompletableFuture().join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static HttpSettings settings(int port) {
    return new HttpSettings(
        "127.0.0.1",
        port,
        List.of(),
        List.of(),
        1 << 20,
        Duration.ofSeconds(1),
        Duration.ofSeconds(15),
        Duration.ofMinutes(5),
        1_000,
        1_024);
  }
}
