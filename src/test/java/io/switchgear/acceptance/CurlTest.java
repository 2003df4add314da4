package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's examples with curl, run unchanged except for the number of the port. They scan the
 * server's own port, so that they work on every machine.
 */
@Tag("network")
@Tag("process")
class CurlTest {

  @TempDir private static Path dataDir;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(dataDir);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void modernEra() throws Exception {
    List<JsonNode> messages = Answers.messages(runExample("curl, 2026 era"));
    JsonNode result = messages.getLast().path("result");
    assertEquals("complete", result.path("resultType").asText(), messages.toString());
    assertFalse(progress(messages).isEmpty(), messages.toString());
    assertEquals(List.of(server.mcp().getPort()), Answers.openPorts(result));
  }

  @Test
  void legacyEra() throws Exception {
    List<JsonNode> messages = Answers.messages(runExample("curl, 2025 era"));
    JsonNode result = messages.getLast().path("result");
    assertFalse(result.has("resultType"), messages.toString());
    assertFalse(progress(messages).isEmpty(), messages.toString());
    assertEquals(List.of(server.mcp().getPort()), Answers.openPorts(result));
  }

  @Test
  void operations() throws Exception {
    String answer = runExample("Operations");
    assertTrue(answer.contains("\"status\""), answer);
    assertTrue(answer.contains("circuit_breaker_state"), answer);
  }

  private static List<JsonNode> progress(List<JsonNode> messages) {
    return messages.stream()
        .filter(m -> m.path("method").asText().equals("notifications/progress"))
        .toList();
  }

  /** The output of the first shell block that follows a heading of the README. */
  private static String runExample(String heading) throws Exception {
    Matcher block =
        Pattern.compile("^#+ " + Pattern.quote(heading) + "\n.*?^```sh\n(.*?)^```", flags())
            .matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find(), () -> "README.md has no shell block under '" + heading + "'");
    String script = block.group(1).replace("8080", String.valueOf(server.mcp().getPort()));
    Process process =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> script + "\nfailed: " + out);
    return out;
  }

  private static int flags() {
    return Pattern.MULTILINE | Pattern.DOTALL;
  }
}
