package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's configurations of clients: each JSON block has the form that its client reads, and
 * its URL responds. Only the port is replaced.
 */
@Tag("network")
@Tag("process")
class ReadmeClientsTest {

  @TempDir private Path dataDir;

  @Test
  void everyConfigurationLeadsToTheServer() throws Exception {
    List<JsonNode> entries = entries();
    assertEquals(6, entries.size(), entries.toString());
    try (RunningServer server = RunningServer.start(dataDir)) {
      int reached = 0;
      for (JsonNode entry : entries) {
        if (entry.has("url")) {
          assertTrue(List.of("", "http", "streamable-http").contains(entry.path("type").asText()));
          URI url = URI.create(entry.get("url").asText().replace("8080", port(server)));
          try (McpHttp client = new McpHttp(url)) {
            JsonNode answer =
                client.exchange("server/discover", McpHttp.JSON.createObjectNode()).getLast();
            assertTrue(answer.at("/result/supportedVersions").isArray(), answer.toString());
          }
          reached++;
        } else {
          assertEquals("switchgear", entry.path("command").asText());
          assertEquals("[\"serve\",\"--stdio\"]", entry.path("args").toString());
        }
      }
      assertEquals(5, reached);
    }
  }

  private static String port(RunningServer server) {
    return String.valueOf(server.mcp().getPort());
  }

  /** The entries of all clients: in configuration files, and in the command line of VS Code. */
  private static List<JsonNode> entries() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    List<JsonNode> entries = new ArrayList<>();
    Matcher blocks =
        Pattern.compile("^```json\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL).matcher(readme);
    while (blocks.find()) {
      String block = blocks.group(1);
      if (block.contains("ervers\"")) {
        JsonNode file = McpHttp.JSON.readTree(block);
        JsonNode servers = file.has("servers") ? file.get("servers") : file.get("mcpServers");
        assertEquals(1, servers.size(), block);
        entries.add(servers.get("switchgear"));
      }
    }
    Matcher command = Pattern.compile("--add-mcp '([^']*)'").matcher(readme);
    assertTrue(command.find());
    entries.add(McpHttp.JSON.readTree(command.group(1)));
    return entries;
  }
}
