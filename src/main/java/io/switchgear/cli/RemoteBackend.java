package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs the tools on a server, over MCP. */
final class RemoteBackend implements Backend {

  private final McpClient client;

  RemoteBackend(ServerAddress server) {
    this.client = new McpClient(server);
  }

  @Override
  public List<ListedTool> tools() {
    List<ListedTool> tools = new ArrayList<>();
    ObjectNode params = McpClient.JSON.createObjectNode();
    while (true) {
      JsonNode page =
          client.send("tools/list", Optional.empty(), params, progress -> {}).await().orElseThrow();
      page.path("tools").forEach(tool -> tools.add(listed(tool)));
      if (!page.hasNonNull("nextCursor")) {
        tools.sort(Comparator.comparing(each -> each.tool().name()));
        return tools;
      }
      params = McpClient.JSON.createObjectNode().put("cursor", page.get("nextCursor").asText());
    }
  }

  private static ListedTool listed(JsonNode tool) {
    String name = tool.path("name").asText();
    JsonNode hints = tool.path("annotations");
    try {
      return new ListedTool(
          new ToolDescriptor(
              name,
              tool.path("title").asText(name),
              tool.path("description").asText(),
              object(tool, "inputSchema").orElseGet(McpClient.JSON::createObjectNode),
              object(tool, "outputSchema"),
              new ToolDescriptor.Hints(
                  hints.path("readOnlyHint").asBoolean(false),
                  hints.path("destructiveHint").asBoolean(true),
                  hints.path("idempotentHint").asBoolean(false),
                  hints.path("openWorldHint").asBoolean(true))),
          Optional.empty());
    } catch (IllegalArgumentException broken) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "the server lists a tool with an invalid name or schema: " + name);
    }
  }

  private static Optional<ObjectNode> object(JsonNode parent, String field) {
    return parent.get(field) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  @Override
  public Run call(String tool, ObjectNode arguments, Progress progress) {
    ObjectNode params = McpClient.JSON.createObjectNode().put("name", tool);
    params.set("arguments", arguments);
    McpClient.Exchange exchange =
        client.send(
            "tools/call",
            Optional.of(tool),
            params,
            report ->
                progress.report(
                    report.path("progress").asDouble(0),
                    report.path("total").asDouble(Double.NaN),
                    report.path("message").asText("")));
    return new Run() {
      @Override
      public CallResult await() {
        return exchange
            .await()
            .map(CallResult::of)
            .orElseGet(
                () ->
                    new CallResult(
                        Optional.of(ErrorType.CANCELLED),
                        "interrupted; the server was told to stop the call",
                        ToolOutput.NONE));
      }

      @Override
      public void cancel() {
        exchange.cancel();
      }
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
