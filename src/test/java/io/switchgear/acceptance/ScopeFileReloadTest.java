package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Reloaded;
import io.switchgear.config.Settings;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose scope file changes while its callers use it. */
@Tag("network")
@Tag("process")
class ScopeFileReloadTest {

  private static final BearerToken ANN = BearerToken.fresh();
  private static final BearerToken BOB = BearerToken.fresh();
  private static final String FOR_ANN =
      "{ allow = [\"127.0.0.1\"], principals = [ann], authoriser = \"J. Doe\", reference = SOW-1 }";
  private static final String FOR_BOB =
      "{ allow = [\"127.0.0.1\"], principals = [bob], authoriser = Eve, reference = SOW-2 }";

  @TempDir Path folder;
  private Path rules;
  private Switchgear server;
  private Visitor ann;
  private Visitor bob;

  @BeforeEach
  void start() throws IOException {
    rules = folder.resolve("scope.conf");
    write(FOR_ANN);
    Path file =
        Files.writeString(
            folder.resolve("my.conf"),
            """
            switchgear.http.port = 0
            switchgear.data-dir = "%s"
            switchgear.reload.debounce = 100ms
            switchgear.scope.file = "%s"
            switchgear.http.auth.tokens = [
              { name = ann, sha256 = "%s", scopes = ["scan:run", "ops:write"] }
              { name = bob, sha256 = "%s", scopes = ["scan:run"] }
            ]
            """
                .formatted(folder.resolve("data"), rules, ANN.sha256(), BOB.sha256()));
    server = Switchgear.serve(Settings.load(Optional.of(file), Map.of()));
    ann = Visitor.with(server.url().orElseThrow(), ANN.reveal());
    bob = Visitor.with(server.url().orElseThrow(), BOB.reveal());
  }

  @AfterEach
  void stop() {
    ann.close();
    bob.close();
    server.close();
  }

  private void write(String... list) throws IOException {
    Path fresh =
        Files.writeString(
            folder.resolve("fresh"),
            "built-in = off\nrules = [\n" + String.join("\n", list) + "\n]\n");
    Files.move(fresh, rules, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String scan(Visitor visitor) {
    try {
      return visitor.call("port_scan", "{'targets':['127.0.0.1'],'ports':'1'}").told();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean mayScan(Visitor visitor) {
    return !scan(visitor).contains("out_of_scope");
  }

  private static JsonNode scope(Visitor visitor) throws Exception {
    Seen seen = visitor.mcp("resources/read", "scope://rules", "'uri':'scope://rules'");
    return Answers.JSON.readTree(seen.json().at("/result/contents/0/text").asText(seen.told()));
  }

  @Test
  void aChangeOfTheFileTakesEffectWhileScansRun() throws Exception {
    assertTrue(mayScan(ann));
    assertFalse(mayScan(bob));
    HttpResponse<InputStream> listening =
        bob.open(
            bob.modern(
                "subscriptions/listen",
                "",
                "'notifications':{'resourceSubscriptions':['scope://rules']}"));
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(listening.body(), StandardCharsets.UTF_8))) {
      line(events, "acknowledged");
      CompletableFuture<String> running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ann.call(
                          "port_scan",
                          "{'targets':['127.0.0.1'],'ports':'1-400','rate':100,'banners':false}")
                      .told();
                } catch (IOException | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Await.until("a running call", () -> "none", () -> calls().contains("port_scan"));
      write(FOR_BOB);
      line(events, "\"uri\":\"scope://rules\"");
      assertTrue(mayScan(bob));
      assertFalse(mayScan(ann));
      String finished = Await.result("the call that ran", running);
      assertTrue(finished.contains("\"status\":\"complete\""), finished);
    }
    String refused = scan(ann);
    assertFalse(refused.contains("bob") || refused.contains("Eve"), refused);
  }

  private String calls() {
    try {
      return ann.get("/api/v1/calls").told();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String line(BufferedReader events, String part) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended without " + part);
  }

  @Test
  void aBadFileChangesNothingAndSaysWhere() throws Exception {
    write(FOR_ANN, FOR_BOB, "{ allow = [\"127.0.0.9/8\"], authoriser = x, reference = y }");
    Reloaded reloaded = server.reload("test");
    assertFalse(reloaded.applied());
    assertEquals(1, reloaded.problems().size(), reloaded::toString);
    assertEquals("scope-file.rules[2].allow", reloaded.problems().getFirst().key());
    assertEquals(rules + ":5", reloaded.problems().getFirst().where());
    assertTrue(mayScan(ann));
    assertFalse(mayScan(bob), "a valid rule of a bad file is not used");
    Files.delete(rules);
    assertFalse(server.reload("test").applied());
    assertTrue(mayScan(ann));
    write(FOR_ANN, FOR_BOB);
    server.reload("test");
    assertTrue(mayScan(bob));
    assertTrue(mayScan(ann));
    assertTrue(server.reload("test").changed().isEmpty());
  }

  @Test
  void everyCallerReadsItsOwnScope() throws Exception {
    write(FOR_ANN, FOR_BOB, "{ deny = [\"127.0.0.2\"], authoriser = Safety, reference = CHG-7 }");
    server.reload("test");
    Await.until("the watched file", () -> "", () -> mayScan(bob));
    JsonNode ofAnn = scope(ann);
    assertEquals("ann", ofAnn.path("principal").asText());
    assertEquals(1, ofAnn.path("allow").size(), ofAnn::toString);
    assertEquals("J. Doe", ofAnn.at("/allow/0/authoriser").asText());
    assertEquals("scope.conf:3", ofAnn.at("/allow/0/source").asText());
    assertEquals("127.0.0.2", ofAnn.at("/deny/0/targets/0").asText());
    assertFalse(ofAnn.toString().contains("SOW-2"), ofAnn::toString);
    assertFalse(ofAnn.toString().contains(folder.toString()), ofAnn::toString);
    assertEquals("Eve", scope(bob).at("/allow/0/authoriser").asText());
    String listed = bob.mcp("resources/list", "", "").told();
    assertTrue(listed.contains("\"scope://rules\""), listed);
  }
}
