package io.switchgear.mcp.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.task.MemoryTasks;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ServerIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MethodTableTest {

  private static final List<String> TABLE =
      List.of(
          "| `initialize` | none | – | legacy |",
          "| `ping` | none | – | legacy |",
          "| `server/discover` | none | – | modern |",
          "| `tools/list` | tools:read | – | modern, legacy |",
          "| `tools/call` | scan:run | `name` | modern, legacy |",
          "| `resources/list` | tools:read or ops:read | – | modern, legacy |",
          "| `resources/templates/list` | tools:read or ops:read | – | modern, legacy |",
          "| `resources/read` | tools:read or ops:read | `uri` | modern, legacy |",
          "| `resources/subscribe` | tools:read or ops:read | – | legacy |",
          "| `resources/unsubscribe` | tools:read or ops:read | – | legacy |",
          "| `prompts/list` | tools:read | – | modern, legacy |",
          "| `prompts/get` | tools:read | `name` | modern, legacy |",
          "| `completion/complete` | tools:read | – | modern, legacy |",
          "| `logging/setLevel` | none | – | legacy |",
          "| `subscriptions/listen` | tools:read or ops:read | – | modern |",
          "| `tasks/get` | scan:run | `taskId` | modern |",
          "| `tasks/update` | scan:run | `taskId` | modern |",
          "| `tasks/cancel` | scan:run | `taskId` | modern |");

  private static String row(MethodType type) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            type.name(),
            type.access(),
            type.nameField().map(field -> "`" + field + "`").orElse("–"),
            type.eras().stream()
                .sorted()
                .map(era -> era == Era.MODERN ? "modern" : "legacy")
                .collect(Collectors.joining(", ")));
  }

  @Test
  void everyMethodDeclaresItsPermissionItsHeaderAndItsEras() {
    assertEquals(TABLE, MethodTable.ALL.stream().map(MethodTableTest::row).toList());
  }

  @Test
  void theConformancePageHasTheTable() throws IOException {
    String page = Files.readString(Path.of("docs/conformance.md"));
    assertEquals(List.of(), TABLE.stream().filter(row -> !page.contains(row + "\n")).toList());
  }

  @Test
  void aServerOfToolsOffersNoMethodOfResourcesAndPrompts() {
    MethodTable table = table(McpOffer.of(new FixtureTools()));
    assertEquals(
        List.of("server/discover", "subscriptions/listen", "tools/call", "tools/list"),
        List.copyOf(table.names(Era.MODERN)));
    assertEquals(
        List.of("logging/setLevel", "ping", "tools/call", "tools/list"),
        List.copyOf(table.names(Era.LEGACY)));
  }

  @Test
  void aServerWithTasksOffersTheirMethodsToModernClients() {
    FixtureTools tools = new FixtureTools();
    Tasks tasks =
        new MemoryTasks(
            call -> CompletableFuture.failedFuture(new AssertionError("not called")),
            tools,
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofSeconds(1));
    MethodTable table =
        table(
            new McpOffer(tools, Optional.empty(), Optional.empty(), Set.of(), Optional.of(tasks)));
    assertEquals(
        List.of(
            "server/discover",
            "subscriptions/listen",
            "tasks/cancel",
            "tasks/get",
            "tasks/update",
            "tools/call",
            "tools/list"),
        List.copyOf(table.names(Era.MODERN)));
    assertEquals(
        List.of("logging/setLevel", "ping", "tools/call", "tools/list"),
        List.copyOf(table.names(Era.LEGACY)));
  }

  private static MethodTable table(McpOffer offer) {
    return new MethodTable(
        new MethodParts(
            offer,
            new ServerIdentity("n", "t", "1", ""),
            new ToolEntries(),
            new RequestState(McpServer.randomKey(), InstantSource.system()),
            new Subscriptions(1)));
  }
}
