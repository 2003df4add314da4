package io.switchgear.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs commands with captured streams and tools whose outcome the test sets. */
final class Terminal implements ToolCatalog {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final List<ToolCall> calls = new ArrayList<>();
  final List<ToolRun.StopReason> stops = new ArrayList<>();
  final Map<String, Availability> availability = new LinkedHashMap<>();
  final Map<String, ToolDescriptor> tools = new LinkedHashMap<>();
  final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  String in = "";
  int columns;
  boolean colours;
  int closed;

  /** Why the cluster of the next server sends it away. */
  Optional<String> expelled = Optional.empty();

  Optional<RuntimeException> serverFails = Optional.empty();

  /** Whether to interrupt the command as soon as it registers an action for interrupts. */
  boolean interrupted;

  Terminal() {
    tool("nmap", "{\"targets\":{\"type\":\"array\"},\"template\":{},\"ports\":{}}");
    tool(
        "port_scan",
        "{\"targets\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"ports\":{},"
            + "\"retries\":{\"type\":\"integer\"},\"banners\":{\"type\":\"boolean\"}}");
    availability.put("nmap", new Availability.Available("nmap 7.93", "no raw sockets"));
    availability.put("port_scan", new Availability.Available("built in", ""));
  }

  void tool(String name, String properties) {
    ObjectNode schema = json("{\"type\":\"object\",\"properties\":" + properties + "}");
    tools.put(
        name,
        new ToolDescriptor(
            name,
            "Title of " + name,
            "What " + name + " does",
            schema,
            Optional.empty(),
            new ToolDescriptor.Hints(true, false, true, true)));
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) McpClient.JSON.readTree(text);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException(bad);
    }
  }

  static ToolOutput report() {
    return ToolOutput.of(
        "as text",
        json(
            """
            {"scanner": "nmap 7.93", "argv": ["nmap", "-sT", "10.0.0.1"], "status": "complete",
             "hosts": [{"address": "10.0.0.1", "names": ["web.lab.internal"], "state": "up",
               "filtered": {"count": 1, "ranges": "80", "reason": "no-response"},
               "ports": [
                 {"port": 22, "protocol": "tcp", "state": "open", "service": "ssh",
                  "product": "OpenSSH", "version": "9.2"}]}],
             "statistics": {"hosts_total": 2, "hosts_up": 1, "hosts_down": 1, "open_ports": 1,
               "elapsed_seconds": 1.235}}
            """));
  }

  Terminal answers(ToolOutcome answer) {
    outcome.complete(answer);
    return this;
  }

  int run(String... args) {
    CommandContext context =
        new CommandContext(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err),
            columns,
            colours,
            colours,
            settings -> new InProcessBackend(this, availability, () -> closed++),
            RemoteBackend::new,
            settings -> {
              serverFails.ifPresent(
                  failure -> {
                    throw failure;
                  });
              return new RunningServer();
            },
            settings -> out.append("piped"),
            action -> {
              if (interrupted) {
                action.run();
              }
              return () -> {};
            });
    return Cli.run(context, args);
  }

  String lastArguments() {
    return calls.getLast().arguments().toString();
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return List.copyOf(tools.values());
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    calls.add(call);
    progress.report(1, 4, "one of four");
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return outcome;
      }

      @Override
      public void stop(StopReason reason) {
        stops.add(reason);
        outcome.complete(new ToolOutcome.Cancelled("the scan was ended", report()));
      }
    };
  }

  /** Stops as soon as it has started. */
  private final class RunningServer implements CommandContext.Server {
    @Override
    public URI url() {
      return URI.create("http://127.0.0.1:4711/mcp");
    }

    @Override
    public Map<String, Availability> tools() {
      return availability;
    }

    @Override
    public Optional<String> awaitTermination() {
      err.append("(serving)");
      return expelled;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
