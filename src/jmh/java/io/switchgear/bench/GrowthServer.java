package io.switchgear.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.app.Extensions;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Content;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The whole server with {@code port_scan} and a number of tools that answer their argument: {@code
 * echo_1}, {@code echo_2} and so on. Other settings are system properties.
 *
 * <pre>GrowthServer TOOLS DATA_FOLDER</pre>
 */
public final class GrowthServer {

  private GrowthServer() {}

  public static void main(String[] args) {
    Settings settings =
        Settings.load(
            Optional.empty(),
            Map.of(
                "switchgear.http.port", "0",
                "switchgear.data-dir", args[1],
                "switchgear.tools.nmap.enabled", "false"));
    List<Tool> tools =
        IntStream.rangeClosed(1, Integer.parseInt(args[0]))
            .<Tool>mapToObj(number -> new Echo("echo_" + number))
            .toList();
    Switchgear server = Switchgear.serve(settings, Extensions.of(tools));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.url().orElseThrow());
  }

  private static final class Echo implements Tool {

    private final ToolDescriptor descriptor;

    Echo(String name) {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema.put("type", "object");
      schema.putObject("properties").putObject("message").put("type", "string");
      schema.putArray("required").add("message");
      schema.put("additionalProperties", false);
      descriptor =
          new ToolDescriptor(
              name,
              name,
              "Returns its message.",
              schema,
              Optional.empty(),
              new ToolDescriptor.Hints(true, false, false, false));
    }

    @Override
    public ToolDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      Content message = new Content.Text(plan.arguments().path("message").asText());
      return ToolRun.completed(
          new ToolOutcome.Success(new ToolOutput(List.of(message), Optional.empty())));
    }

    @Override
    public boolean isPrompt() {
      return true;
    }
  }
}
