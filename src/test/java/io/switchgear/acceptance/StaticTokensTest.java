package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with static tokens alone, and clients that try to get a token by OAuth. */
@Tag("network")
@Tag("process")
class StaticTokensTest {

  private static final BearerToken TOKEN = BearerToken.fresh();

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.http.auth.tokens",
                "[{name=ci,sha256=\"%s\",scopes=[\"tools:read\"]}]".formatted(TOKEN.sha256())));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static Visitor nobody() {
    return new Visitor(server.mcp(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "/mcp, 'Bearer scope=\"tools:read scan:run\"'",
    "/nosuch, 'Bearer realm=\"switchgear\"'",
    "/api/v1/breakers, 'Bearer scope=\"ops:read\"'"
  })
  void theChallengeNamesNoMetadata(String path, String challenge) throws Exception {
    try (Visitor nobody = nobody()) {
      Seen seen = nobody.get(path);
      assertEquals(401, seen.status());
      assertEquals(challenge, seen.challenge());
    }
    try (Visitor stranger = Visitor.with(server.mcp(), BearerToken.fresh().reveal())) {
      String invalid = stranger.get(path).challenge();
      assertTrue(invalid.startsWith("Bearer error=\"invalid_token\""), invalid);
      assertFalse(invalid.contains("resource_metadata"), invalid);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/openid-configuration",
        "/.well-known/security.txt",
        "/.well-known/",
        "/.well-known/a/b/../c",
        "/register"
      })
  void whatIsNotThereIsToldInJson(String path) throws Exception {
    try (Visitor nobody = nobody()) {
      for (String method : List.of("GET", "POST", "HEAD", "DELETE")) {
        Seen seen =
            nobody.send(
                nobody
                    .request(path)
                    .header("Origin", "https://any.example")
                    .method(method, BodyPublishers.noBody()));
        assertEquals(404, seen.status(), method);
        assertEquals("application/json", seen.header("Content-Type"));
        assertEquals("*", seen.header("Access-Control-Allow-Origin"));
        if (!method.equals("HEAD")) {
          assertEquals("not_found", seen.json().path("error").asText());
          String sentence = seen.json().path("error_description").asText();
          assertTrue(sentence.contains("'Authorization: Bearer TOKEN'"), sentence);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void theOfficialClientsSayWhatToDo(String version) throws Exception {
    Path clients = Path.of("target", "test-js");
    Process process =
        new ProcessBuilder(
                clients.resolve("node_modules/.bin/node").toString(),
                clients.resolve("locked-client.mjs").toString(),
                server.mcp().toString(),
                version)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    JsonNode seen = Answers.JSON.readTree(out);
    String error = seen.path("error").asText();
    assertFalse(error.isEmpty() || error.contains("SyntaxError"), out);
    assertTrue(error.contains("registers no clients"), out);
    assertTrue(error.contains("Authorization: Bearer TOKEN"), out);
  }

  @Test
  void aTokenIsAllThatIsNeeded() throws Exception {
    try (Visitor visitor = Visitor.with(server.mcp(), TOKEN.reveal())) {
      assertEquals(200, visitor.mcp("tools/list", "", "").status());
    }
  }
}
