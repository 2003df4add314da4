package io.switchgear.mcp;

import io.switchgear.calls.ArgumentCheck;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.task.MemoryTasks;
import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.w3c.dom.Document;

/** A server that has some of everything, for mutated requests to reach all of it. */
public final class FuzzOffer {

  static final int MAX_SESSIONS = 40;

  private FuzzOffer() {}

  public static McpServer server() {
    return server(MAX_SESSIONS);
  }

  public static McpServer server(int maxSessions) {
    Tools tools = new Tools();
    return new McpServer(
        new McpOffer(
            SteppedTools.of(new ArgumentCheck(tools::find), tools),
            Optional.of(new Resources()),
            Optional.of(new Prompts()),
            EnumSet.allOf(CatalogChange.Kind.class),
            Optional.of(
                new MemoryTasks(
                    call ->
                        CompletableFuture.completedFuture(
                            new Planning.Planned(
                                new ToolPlan(
                                    call, PinnedTargets.NONE, new CostEstimate(0, 0, 60)))),
                    tools,
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    Duration.ofSeconds(1)))),
        new ServerIdentity("switchgear", "Switchgear", "1.2.3", "Call a_text first."),
        TestSessions.of(maxSessions),
        McpServer.randomKey());
  }

  /** Tools of every outcome, and one that asks. */
  private static final class Tools implements ToolCatalog {
    private final FixtureTools plain = new FixtureTools();
    private final AskingTools asking = new AskingTools();

    @Override
    public List<ToolDescriptor> descriptors() {
      return Stream.concat(plain.descriptors().stream(), asking.descriptors().stream())
          .map(Tools::described)
          .toList();
    }

    @Override
    public Optional<ToolDescriptor> find(String name) {
      return asking.find(name).or(() -> plain.find(name)).map(Tools::described);
    }

    /** Calls of three tools become tasks of clients that know them. */
    private static ToolDescriptor described(ToolDescriptor tool) {
      return new ToolDescriptor(
          tool.name(),
          tool.title(),
          tool.description(),
          tool.inputSchema(),
          tool.outputSchema(),
          tool.hints(),
          Set.of("a_text", "failed", "ok_image").contains(tool.name())
              ? TaskUse.WHEN_LONG
              : TaskUse.NEVER);
    }

    @Override
    public ToolRun call(ToolCall call, Progress progress) {
      progress.report(1, 2, "half of " + call.arguments());
      return (asking.find(call.tool()).isPresent() ? asking : plain).call(call, progress);
    }
  }

  private static final class Resources implements ResourceCatalog {
    @Override
    public List<ListedResource> resources() {
      return List.of(new ListedResource("a://b", "b", "B", "What b is.", "text/plain"));
    }

    @Override
    public List<ListedResource> templates() {
      return List.of(new ListedResource("a://b/{part}", "part", "Part", "A part.", "text/plain"));
    }

    @Override
    public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
      return CompletableFuture.completedFuture(
          Optional.of(uri)
              .filter(known -> known.startsWith("a://b"))
              .map(known -> new Document("text/plain", "content of " + known)));
    }

    @Override
    public CompletionStage<List<String>> values(
        String template, String blank, String begun, Caller caller) {
      return CompletableFuture.completedFuture(
          ResourceCatalog.fitting(List.of("one", "two"), begun));
    }
  }

  private static final class Prompts implements PromptCatalog {
    @Override
    public List<ListedPrompt> prompts() {
      return List.of(
          new ListedPrompt(
              "letter",
              "Letter",
              "Writes one.",
              List.of(new ListedPrompt.Argument("to", "whom", true))));
    }

    @Override
    public CompletionStage<Written> write(
        String name, Map<String, String> arguments, Dialogue dialogue) {
      return CompletableFuture.completedFuture(
          new Written.Prompt("A letter", List.of(new Content.Text("Dear " + arguments))));
    }

    @Override
    public List<String> values(String name, String argument, Caller caller) {
      return List.of("Ada", "Grace");
    }
  }
}
