package io.switchgear.mcp;

import static io.switchgear.mcp.TaskFixture.TASKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.store.StoreTrouble;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension for tasks, on the wire. Each message is validated against its schema. */
class TasksTest {

  private static final String FORMS = "'elicitation':{}," + TASKS;

  private final TaskFixture fixture = TaskFixture.start();

  private static Set<String> fields(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void refused(int status, int code, Told told) {
    assertEquals(status, told.status(), () -> told.body().toString());
    assertEquals(code, told.code(), () -> told.body().toString());
    assertEquals(7, told.body().path("id").asInt());
  }

  @Test
  void aLongCallIsAnsweredWithATask() {
    Instant before = Instant.now().minusSeconds(1);
    JsonNode created = fixture.call(TASKS, "slow", "").result();
    assertEquals(
        Set.of(
            "_meta",
            "createdAt",
            "lastUpdatedAt",
            "pollIntervalMs",
            "resultType",
            "status",
            "taskId",
            "ttlMs"),
        fields(created));
    assertEquals("task", created.path("resultType").asText());
    assertEquals("working", created.path("status").asText());
    assertEquals(3_600_000, created.path("ttlMs").asInt());
    assertEquals(1_500, created.path("pollIntervalMs").asInt());
    assertTrue(Instant.parse(created.path("createdAt").asText()).isAfter(before));
    JsonNode got = fixture.get(created.path("taskId").asText()).result();
    assertEquals("complete", got.path("resultType").asText());
    assertEquals("working", got.path("status").asText());
  }

  /** The tool, the estimate of its call, what the client declares, and the kind of answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slow | 60 | tasks | task",
        "slow | 10.1 | tasks | task",
        "slow | 10 | tasks | complete",
        "slow | 60 | nothing | complete",
        "failed | 0 | tasks | task",
        "a_text | 60 | tasks | complete",
        "a_text | 60 | nothing | complete"
      })
  void whetherACallBecomesATask(String tool, double estimate, String declares, String kind)
      throws Exception {
    fixture.estimate = estimate;
    McpReply.Settled reply =
        fixture.reply(
            Caller.LOCAL,
            declares.equals("tasks") ? TASKS : "",
            "tools/call",
            tool,
            "'name':'" + tool + "'");
    if (tool.equals("slow") && kind.equals("complete")) {
      fixture.tools.nextSlow().complete("done");
    }
    Told told =
        TestClient.told(
            true,
            "tools/call",
            reply instanceof McpReply.InFlight later
                ? TestClient.await(later.exchange())
                : assertInstanceOf(McpReply.Json.class, reply));
    assertEquals(kind, told.result().path("resultType").asText());
    assertEquals(kind.equals("task"), told.result().has("taskId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'extensions':{}",
        "'extensions':null",
        "'extensions':{'io.modelcontextprotocol/tasks':null}",
        "'extensions':{'io.modelcontextprotocol/tasks':true}",
        "'extensions':{'com.example/tasks':{}}",
        "'tasks':{}"
      })
  void aClientThatDoesNotDeclareTasksGetsNone(String capabilities) {
    String id = fixture.started("slow");
    for (Told told :
        List.of(
            fixture.send(Caller.LOCAL, capabilities, "tasks/get", id, "'taskId':'" + id + "'"),
            fixture.send(
                Caller.LOCAL,
                capabilities,
                "tasks/update",
                id,
                "'taskId':'" + id + "','inputResponses':{}"),
            fixture.send(Caller.LOCAL, capabilities, "tasks/cancel", id, "'taskId':'" + id + "'"),
            fixture.send(Caller.LOCAL, capabilities, "tasks/get", null, ""),
            fixture.send(
                Caller.LOCAL,
                capabilities,
                "subscriptions/listen",
                null,
                "'notifications':{'taskIds':['" + id + "']}"),
            fixture.call(capabilities, "failed", ""))) {
      refused(400, -32021, told);
      assertEquals(
          FixtureTools.json(
              "{'requiredCapabilities':{'extensions':{'io.modelcontextprotocol/tasks':{}}}}"),
          told.body().at("/error/data"));
    }
    assertEquals("working", fixture.get(id).result().path("status").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'extensions':{'io.modelcontextprotocol/tasks':{}}",
        "'extensions':{'io.modelcontextprotocol/tasks':{'unheard':1},'com.example/x':{}}",
        "'sampling':{},'extensions':{'io.modelcontextprotocol/tasks':{}},'unheard':5"
      })
  void moreThanTheDeclarationIsTolerated(String capabilities) {
    assertEquals(
        "task", fixture.call(capabilities, "slow", "").result().path("resultType").asText());
  }

  /** Outcomes of a tool, and what their tasks become. */
  @ParameterizedTest
  @CsvSource({
    "ok_image,false",
    "ok_structured,false",
    "failed,true",
    "not_found,true",
    "timed_out,true",
    "rejected,true",
    "cancelled,true",
    "invalid,true",
    "outside,true"
  })
  void anOutcomeIsTheResultThatTheCallWouldHaveHad(String tool, boolean isError) {
    TestClient plain = new TestClient();
    JsonNode expected =
        plain
            .modern("7", "tools/call", "'name':'" + tool + "'," + TestClient.ENVELOPE, tool)
            .result();
    JsonNode got = fixture.get(fixture.started(tool)).result();
    assertEquals("completed", got.path("status").asText());
    assertEquals(isError, got.path("result").path("isError").asBoolean());
    for (String field : List.of("content", "structuredContent", "isError", "resultType")) {
      assertEquals(expected.get(field), got.path("result").get(field), field);
    }
    assertFalse(got.has("error") || got.has("inputRequests") || got.has("requestState"));
  }

  @Test
  void aBugIsAJsonRpcErrorOfTheTask() {
    JsonNode got = fixture.get(fixture.started("bug")).result();
    assertEquals("failed", got.path("status").asText());
    assertEquals(-32603, got.at("/error/code").asInt());
    assertFalse(got.has("result") || got.toString().contains("Exception"));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(StoreTrouble.of("the disk is full"), "store unavailable: nothing was done"),
        arguments(
            new CompletionException(new TimeoutException("no answer after 15 s")),
            "unknown whether this was done"),
        arguments(new IllegalStateException("a bug"), "the server's log has the cause"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsToldAsWhatItIs(RuntimeException failure, String words) {
    String id = fixture.started("slow");
    fixture.memory.fail(Optional.of(failure));
    for (Told told : List.of(fixture.get(id), fixture.cancel(id), fixture.update(id, "{}"))) {
      refused(200, -32603, told);
      String message = told.body().at("/error/message").asText();
      assertTrue(message.contains(words) && !message.contains("disk"), message);
    }
  }

  @Test
  void aQuestionThatTheClientCannotAnswerIsAJsonRpcErrorOfTheTask() {
    JsonNode got = fixture.get(fixture.started("greet")).result();
    assertEquals("failed", got.path("status").asText());
    assertEquals(-32021, got.at("/error/code").asInt());
    assertTrue(got.at("/error/data/requiredCapabilities/elicitation").isObject());
  }

  @Test
  void progressIsTheMessageOfTheTaskAndIsNotSent() throws Exception {
    String token =
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28','progressToken':'t',"
            + "'io.modelcontextprotocol/logLevel':'debug',"
            + "'io.modelcontextprotocol/clientCapabilities':{"
            + TASKS
            + "}}";
    McpReply.Settled reply =
        TestClient.settled(
            fixture.server.handle(
                TestClient.head("2026-07-28", "tools/call", "slow", null),
                TestClient.bytes(TestClient.request("7", "tools/call", "'name':'slow'," + token)),
                Caller.LOCAL));
    McpReply.Json json =
        reply instanceof McpReply.InFlight later
            ? TestClient.await(later.exchange())
            : assertInstanceOf(McpReply.Json.class, reply);
    String id = TestClient.told(true, "tools/call", json).result().path("taskId").asText();
    assertFalse(fixture.get(id).result().has("statusMessage"));
    fixture.tools.nextSlow().progress.report(3, 8, "3 hosts done");
    assertEquals("3 hosts done (3 of 8)", fixture.get(id).result().path("statusMessage").asText());
    assertEquals(0, fixture.server.requestsInFlight());
  }

  @Test
  void aTaskThatAsksIsAnsweredByUpdate() {
    String id = fixture.started(FORMS, "greet");
    JsonNode asking = fixture.get(id).result();
    assertEquals("input_required", asking.path("status").asText());
    JsonNode question = asking.path("inputRequests").path("who.1");
    assertEquals("elicitation/create", question.path("method").asText());
    assertEquals("Who is there?", question.at("/params/message").asText());
    Told told = fixture.update(id, "{'who.1':{'action':'accept','content':{'name':'Ada'}}}");
    assertEquals(Set.of("_meta", "resultType"), fields(told.result()));
    JsonNode done = fixture.get(id).result();
    assertEquals("completed", done.path("status").asText());
    assertEquals("Hello, Ada!", done.at("/result/content/0/text").asText());
    assertFalse(done.has("inputRequests"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'who':{'action':'accept','content':{'name':'Ada'}}}",
        "{'who.2':{'action':'accept','content':{'name':'Ada'}}}",
        "{'who.1':'Ada'}",
        "{'who.1':null}",
        "{'unheard':{}}"
      })
  void whatAnswersNoOpenQuestionIsIgnored(String answers) {
    String id = fixture.started(FORMS, "greet");
    assertEquals("complete", fixture.update(id, answers).result().path("resultType").asText());
    JsonNode asking = fixture.get(id).result();
    assertEquals("input_required", asking.path("status").asText());
    assertTrue(asking.path("inputRequests").has("who.1"));
  }

  @Test
  void aQuestionThatIsAskedAgainHasAnotherKey() {
    String id = fixture.started(FORMS, "greet");
    fixture.update(id, "{'who.1':{'action':'decline'}}");
    JsonNode again = fixture.get(id).result();
    assertEquals(Set.of("who.2"), fields(again.path("inputRequests")));
    fixture.update(id, "{'who.1':{'action':'accept','content':{'name':'Eve'}}}");
    assertEquals(Set.of("who.2"), fields(fixture.get(id).result().path("inputRequests")));
  }

  @Test
  void aQuestionBeforeTheTaskIsAskedByTheCall() {
    fixture.asksFirst = true;
    JsonNode asked = fixture.call(FORMS, "greet", "").result();
    assertEquals("input_required", asked.path("resultType").asText());
    assertFalse(asked.has("taskId"));
    JsonNode created =
        fixture
            .call(
                FORMS,
                "greet",
                ",'inputResponses':{'who':{'action':'accept','content':{'name':'Ada'}}},"
                    + "'requestState':'"
                    + asked.path("requestState").asText()
                    + "'")
            .result();
    assertEquals("task", created.path("resultType").asText());
    assertFalse(created.has("requestState") || created.has("inputRequests"));
    assertEquals(
        "Hello, Ada!",
        fixture
            .get(created.path("taskId").asText())
            .result()
            .at("/result/content/0/text")
            .asText());
  }

  @Test
  void aPlanThatIsRefusedIsTheResultOfTheCall() throws Exception {
    fixture.refuses = true;
    McpReply.Settled reply =
        fixture.reply(Caller.LOCAL, TASKS, "tools/call", "slow", "'name':'slow'");
    fixture.tools.nextSlow().complete(new ToolOutcome.InvalidInput("not planned"));
    JsonNode result =
        TestClient.told(
                true,
                "tools/call",
                TestClient.await(assertInstanceOf(McpReply.InFlight.class, reply).exchange()))
            .result();
    assertTrue(result.path("isError").asBoolean());
    assertEquals("complete", result.path("resultType").asText());
  }

  @Test
  void aCancelledTaskStopsItsToolAndEndsAsCancelled() throws Exception {
    String id = fixture.started("slow");
    SlowCall slow = fixture.tools.nextSlow();
    assertEquals(Set.of("_meta", "resultType"), fields(fixture.cancel(id).result()));
    assertEquals(StopReason.CANCELLED, slow.stopped());
    JsonNode got = fixture.get(id).result();
    assertEquals("cancelled", got.path("status").asText());
    assertFalse(got.has("result") || got.has("error"));
    assertEquals("complete", fixture.cancel(id).result().path("resultType").asText());
  }

  @Test
  void aTaskThatHasEndedIsNotCancelled() {
    String id = fixture.started("ok_image");
    assertEquals("complete", fixture.cancel(id).result().path("resultType").asText());
    assertEquals("completed", fixture.get(id).result().path("status").asText());
    assertEquals("complete", fixture.update(id, "{'x.1':{}}").result().path("resultType").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void aTaskOfNobodyOrOfAnotherPrincipalIsUnknown(String method) {
    String id = fixture.started("slow");
    Caller other = new Caller("other", Set.of(Permission.SCAN_RUN, Permission.OPS_WRITE));
    for (Told told :
        List.of(
            fixture.send(other, TASKS, method, id, of(method, id)),
            fixture.send(method, "nobody", of(method, "nobody")),
            fixture.send(method, "", of(method, "")))) {
      refused(200, -32602, told);
      assertTrue(told.message().startsWith("Task not found"), told.message());
    }
    assertEquals("working", fixture.get(id).result().path("status").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void aCallerWithoutThePermissionToRunIsForbidden(String method) {
    Caller reader = new Caller("local", Set.of(Permission.TOOLS_READ, Permission.OPS_WRITE));
    Told told = fixture.send(reader, TASKS, method, "x", of(method, "x"));
    assertEquals(403, told.status());
    assertTrue(told.message().contains("scan:run"), told.message());
  }

  private static String of(String method, String id) {
    return "'taskId':'%s'%s"
        .formatted(id, method.equals("tasks/update") ? ",'inputResponses':{}" : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void theNameHeaderMustBeTheId(String method) {
    String id = fixture.started("slow");
    refused(400, -32020, fixture.send(method, "another", of(method, id)));
    refused(400, -32020, fixture.send(method, null, of(method, id)));
  }

  static Stream<String> badParameters() {
    return Stream.of(
        "tasks/get|",
        "tasks/get|'taskId':5",
        "tasks/get|'taskId':null",
        "tasks/cancel|'taskId':['x']",
        "tasks/update|'taskId':'x'",
        "tasks/update|'taskId':'x','inputResponses':null",
        "tasks/update|'taskId':'x','inputResponses':[]",
        "tasks/update|'inputResponses':{}");
  }

  @ParameterizedTest
  @MethodSource("badParameters")
  void badParametersAreToldInBand(String request) {
    String[] parts = request.split("\\|", -1);
    String name = parts[1].contains("'taskId':'x'") ? "x" : null;
    refused(200, -32602, fixture.send(parts[0], name, parts[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/result", "tasks/list", "tasks/", "tasks"})
  void methodsOfEarlierVersionsAreNotFound(String method) {
    refused(404, -32601, fixture.send(method, null, "'taskId':'x'"));
  }

  @Test
  void theParameterOfAnEarlierVersionIsIgnored() {
    JsonNode result =
        fixture.call(TASKS, "a_text", ",'task':{'ttl':60000,'pollInterval':100}").result();
    assertEquals("complete", result.path("resultType").asText());
    assertEquals("text", result.at("/content/0/text").asText());
  }

  @Test
  void onlyAServerWithTasksAdvertisesThemAndOnlyToModernClients() {
    assertEquals(
        FixtureTools.json("{'io.modelcontextprotocol/tasks':{}}"),
        fixture.send("server/discover", null, "").result().at("/capabilities/extensions"));
    TestClient without = new TestClient();
    assertFalse(
        without
            .modern("1", "server/discover", TestClient.ENVELOPE, null)
            .result()
            .path("capabilities")
            .has("extensions"));
    McpReply.Json legacy =
        assertInstanceOf(
            McpReply.Json.class,
            TestClient.settled(
                fixture.server.handle(
                    TestClient.NO_HEAD,
                    TestClient.bytes(
                        TestClient.request(
                            "0",
                            "initialize",
                            "'protocolVersion':'2025-11-25','capabilities':{" + TASKS + "}")),
                    Caller.LOCAL)));
    assertFalse(
        TestClient.told(false, "initialize", legacy)
            .result()
            .path("capabilities")
            .has("extensions"));
    Told call =
        TestClient.told(
            false,
            "tools/call",
            assertInstanceOf(
                McpReply.Json.class,
                TestClient.settled(
                    fixture.server.handle(
                        TestClient.head(null, null, null, legacy.sessionId().orElseThrow()),
                        TestClient.bytes(
                            TestClient.request("1", "tools/call", "'name':'ok_structured'")),
                        Caller.LOCAL))));
    assertTrue(call.result().has("content"), "a legacy client gets the plain tool");
  }

  @Test
  void aServerWithoutTasksRunsEveryToolWhileItsClientWaits() {
    JsonNode result =
        new TestClient()
            .modern("1", "tools/call", "'name':'failed'," + TaskFixture.envelope(TASKS), "failed")
            .result();
    assertEquals("complete", result.path("resultType").asText());
  }

  @Test
  void theLimitOfAnIdIsToldByItsName() {
    String id = "x".repeat(257);
    Told told = fixture.get(id);
    assertEquals(400, told.status());
    assertTrue(told.message().contains("params.taskId has 257 bytes"), told.message());
  }

  @Test
  void tasksAreKeptForTheirTimeToLive() {
    JsonNode got = fixture.get(fixture.started("ok_image")).result();
    assertEquals(Duration.ofHours(1).toMillis(), got.path("ttlMs").asLong());
  }
}
