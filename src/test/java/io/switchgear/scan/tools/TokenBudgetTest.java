package io.switchgear.scan.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.testing.PlainCatalog;
import io.switchgear.tool.Caller;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The descriptions of the tools take up context of every client, whether or not it uses them. */
class TokenBudgetTest {

  private static final int MOST = 1_500;

  @ParameterizedTest
  @EnumSource(names = {"CL100K_BASE", "O200K_BASE"})
  void allFiveFitTheBudget(EncodingType type) {
    MemoryJobs jobs = new MemoryJobs();
    McpServer server =
        new McpServer(
            new PlainCatalog(ScanTools.of(() -> jobs, tool -> 40_000)),
            new ServerIdentity("switchgear", "Switchgear", "1", ""),
            TestSessions.of(1));
    JsonNode tools =
        new TestClient(server, Caller.LOCAL)
            .modern("1", "tools/list", TestClient.ENVELOPE, null)
            .result()
            .path("tools");
    assertEquals(5, tools.size());
    Encoding encoding = Encodings.newDefaultEncodingRegistry().getEncoding(type);
    StringBuilder each = new StringBuilder();
    tools.forEach(
        tool ->
            each.append(tool.path("name").asText())
                .append(' ')
                .append(encoding.countTokens(tool.toString()))
                .append(", "));
    int tokens = encoding.countTokens(tools.toString());
    System.out.println("tokens of the scan tools in " + type + ": " + each + "all " + tokens);
    assertTrue(tokens <= MOST, () -> each + "together " + tokens);
  }
}
