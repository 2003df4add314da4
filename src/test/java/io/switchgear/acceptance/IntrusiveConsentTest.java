package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intrusive options need the scope of the token, and then the consent of a human. */
@Tag("network")
@Tag("process")
class IntrusiveConsentTest {

  private static final BearerToken RUNNER = BearerToken.fresh();
  private static final BearerToken TRUSTED = BearerToken.fresh();
  private static final BearerToken OPERATOR = BearerToken.fresh();

  @TempDir static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("switchgear.scope.intrusive", "true");
    settings.put("switchgear.tools.nmap.fallback", "[{queue{}}]");
    settings.put(
        "switchgear.http.auth.tokens",
        "[%s,%s,%s]"
            .formatted(
                line("runner", RUNNER, "scan:run"),
                line("trusted", TRUSTED, "scan:intrusive"),
                line("operator", OPERATOR, "ops:write")));
    server = RunningServer.start(folder, settings);
  }

  private static String line(String name, BearerToken token, String scope) {
    return "{name=%s,sha256=\"%s\",scopes=[\"%s\"]}".formatted(name, token.sha256(), scope);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Visitor visitor(BearerToken token) {
    return Visitor.with(server.mcp(), token.reveal());
  }

  private static String call() {
    return callWith("'extra_args':['--min-rate','50']");
  }

  private static String callWith(String option) {
    return "'name':'nmap','arguments':{'targets':['127.0.0.1'],'ports':'%d',%s}"
        .formatted(server.openPort(), option);
  }

  private static String answered(String state, String more) {
    return answered(call(), state, more);
  }

  private static String answered(String call, String state, String more) {
    return call
        + ",'inputResponses':{'intrusive':{'action':'accept','content':{'allow':true}}"
        + more
        + "},'requestState':'"
        + state
        + "'";
  }

  private static JsonNode result(Seen seen) {
    return seen.json().path("result");
  }

  private static String asked(Visitor caller) throws Exception {
    return asked(caller, call());
  }

  private static String asked(Visitor caller, String call) throws Exception {
    JsonNode asked = result(caller.mcp("tools/call", "nmap", call));
    assertEquals("input_required", asked.path("resultType").asText(), asked::toString);
    return asked.path("requestState").asText();
  }

  @Test
  void aCallerWithoutTheScopeCannotGrantItToItself() throws Exception {
    try (Visitor runner = visitor(RUNNER)) {
      JsonNode refused = result(runner.mcp("tools/call", "nmap", call()));
      assertEquals(true, refused.path("isError").asBoolean(), refused::toString);
      assertTrue(refused.toString().contains("scan:intrusive"), refused::toString);
    }
  }

  @Test
  void anotherCannotUseTheConsentAndItServesOnce() throws Exception {
    try (Visitor trusted = visitor(TRUSTED);
        Visitor runner = visitor(RUNNER)) {
      String state = asked(trusted);
      assertEquals(
          -32602,
          runner.mcp("tools/call", "nmap", answered(state, "")).json().at("/error/code").asInt());
      JsonNode ran = result(trusted.mcp("tools/call", "nmap", answered(state, "")));
      assertEquals(false, ran.path("isError").asBoolean(), ran::toString);
      assertEquals(
          -32602,
          trusted.mcp("tools/call", "nmap", answered(state, "")).json().at("/error/code").asInt());
    }
  }

  /** A flag is intrusive by its name, and a script by its entry in nmap's catalog. */
  @ParameterizedTest
  @ValueSource(strings = {"'extra_args':['--min-rate','50']", "'scripts':['modbus-discover']"})
  void aCallThatIsQueuedKeepsTheConsentOfItsHuman(String option) throws Exception {
    try (Visitor trusted = visitor(TRUSTED);
        Visitor operator = visitor(OPERATOR)) {
      operator.post("/api/v1/breakers/nmap/hold-open", "{\"reason\":\"repair\"}");
      String call = callWith(option);
      JsonNode queued =
          result(trusted.mcp("tools/call", "nmap", answered(call, asked(trusted, call), "")));
      String handle = queued.at("/_meta/io.switchgear~1fallback/handle").asText();
      assertEquals(32, handle.length(), queued::toString);
      operator.post("/api/v1/breakers/nmap/auto", "{\"reason\":\"repaired\"}");
      JsonNode state =
          Await.value(
              "the end of the call",
              () -> state(trusted, handle),
              seen -> seen.path("state").asText().equals("done"));
      assertEquals(
          server.openPort(), state.at("/result/hosts/0/ports/0/port").asInt(), state::toString);
    }
  }

  private static JsonNode state(Visitor caller, String handle) throws Exception {
    return result(caller.call("queued_call", "{'handle':'" + handle + "'}"))
        .path("structuredContent");
  }
}
