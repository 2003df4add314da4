package io.switchgear.mcp;

import static io.switchgear.mcp.TaskFixture.TASKS;
import static io.switchgear.mcp.TaskFixture.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code notifications/tasks} on a stream of {@code subscriptions/listen}. */
class TaskNotificationsTest {

  private static final String FORMS = "'elicitation':{}," + TASKS;

  private final TaskFixture fixture = TaskFixture.start();

  private McpReply.Settled listens(Caller caller, String capabilities, String notifications) {
    return fixture.reply(
        caller,
        capabilities,
        "subscriptions/listen",
        null,
        "'notifications':{" + notifications + "}");
  }

  private Exchange stream(Caller caller, String notifications) {
    Exchange exchange =
        assertInstanceOf(McpReply.InFlight.class, listens(caller, TASKS, notifications)).exchange();
    assertTrue(exchange.needsStream());
    return exchange;
  }

  private BlockingQueue<JsonNode> listen(String notifications) {
    return fixture.listen(stream(Caller.LOCAL, notifications));
  }

  private static String ids(String... ids) {
    return "'taskIds':['" + String.join("','", ids) + "']";
  }

  private static String acknowledged(BlockingQueue<JsonNode> sent) throws InterruptedException {
    JsonNode first = next(sent);
    assertEquals(
        "notifications/subscriptions/acknowledged", first.path("method").asText(), first::toString);
    return first.at("/params/notifications").toString();
  }

  /** The task of the next notification, without what belongs to the notification. */
  private static ObjectNode told(BlockingQueue<JsonNode> sent) throws InterruptedException {
    JsonNode message = next(sent);
    assertEquals("notifications/tasks", message.path("method").asText(), message::toString);
    ObjectNode params = message.path("params").deepCopy();
    assertEquals(7, params.path("_meta").path("io.modelcontextprotocol/subscriptionId").asInt());
    params.remove("_meta");
    return params;
  }

  private JsonNode got(String id) {
    ObjectNode result = fixture.get(id).result().deepCopy();
    result.remove("resultType");
    result.remove("_meta");
    return result;
  }

  @Test
  void aClientIsToldTheTaskNowAndAfterEachChange() throws Exception {
    String id = fixture.started("slow");
    SlowCall slow = fixture.tools.nextSlow();
    BlockingQueue<JsonNode> sent = listen(ids(id));
    assertEquals("{\"taskIds\":[\"%s\"]}".formatted(id), acknowledged(sent));
    assertEquals("working", told(sent).path("status").asText());
    slow.progress.report(1, 4, "one host done");
    ObjectNode under = told(sent);
    assertEquals("one host done (1 of 4)", under.path("statusMessage").asText());
    assertEquals(got(id), under);
    slow.complete("all done");
    ObjectNode done = told(sent);
    assertEquals("completed", done.path("status").asText());
    assertEquals("all done", done.at("/result/content/0/text").asText());
    assertEquals(got(id), done);
    assertTrue(sent.isEmpty());
  }

  @Test
  void aClientThatComesLateIsToldTheEnd() throws Exception {
    String id = fixture.started("ok_structured");
    BlockingQueue<JsonNode> sent = listen(ids(id));
    acknowledged(sent);
    ObjectNode done = told(sent);
    assertEquals("completed", done.path("status").asText());
    assertEquals(got(id), done);
  }

  @Test
  void questionsAreToldAndTheirAnswers() throws Exception {
    String id = fixture.started(FORMS, "greet");
    BlockingQueue<JsonNode> sent = listen(ids(id));
    acknowledged(sent);
    ObjectNode asking = told(sent);
    assertEquals("input_required", asking.path("status").asText());
    assertEquals(got(id), asking);
    fixture.update(id, "{'who.1':{'action':'accept','content':{'name':'Ada'}}}");
    assertEquals("working", told(sent).path("status").asText());
    assertEquals("Hello, Ada!", told(sent).at("/result/content/0/text").asText());
  }

  @Test
  void onlyTheCallersOwnTasksAreAcknowledgedAndTold() throws Exception {
    String own = fixture.started("slow");
    fixture.tools.nextSlow();
    Caller other = new Caller("other", Set.of(Permission.SCAN_RUN));
    BlockingQueue<JsonNode> sent = fixture.listen(stream(other, ids(own, "unknown")));
    assertEquals("{}", acknowledged(sent));
    fixture.cancel(own);
    fixture.server.publish(new CatalogChange.ToolsListed());
    assertTrue(sent.isEmpty(), sent::toString);
    BlockingQueue<JsonNode> mine = listen(ids("unknown", own, own));
    assertEquals("{\"taskIds\":[\"%s\"]}".formatted(own), acknowledged(mine));
    assertEquals("cancelled", told(mine).path("status").asText());
  }

  @Test
  void otherTasksAreNotTold() throws Exception {
    String one = fixture.started("slow");
    String two = fixture.started("slow");
    BlockingQueue<JsonNode> sent = listen(ids(one));
    acknowledged(sent);
    told(sent);
    fixture.cancel(two);
    fixture.cancel(one);
    assertEquals(one, told(sent).path("taskId").asText());
    assertTrue(sent.isEmpty(), sent::toString);
  }

  @Test
  void tasksAndOtherChangesShareAStream() throws Exception {
    String id = fixture.started("slow");
    BlockingQueue<JsonNode> sent = listen("'toolsListChanged':true," + ids(id));
    assertEquals(
        "{\"toolsListChanged\":true,\"taskIds\":[\"%s\"]}".formatted(id), acknowledged(sent));
    told(sent);
    fixture.server.publish(new CatalogChange.ToolsListed());
    assertEquals("notifications/tools/list_changed", next(sent).path("method").asText());
  }

  @Test
  void aStreamThatHasEndedIsNotTold() throws Exception {
    String id = fixture.started("slow");
    Exchange exchange = stream(Caller.LOCAL, ids(id));
    BlockingQueue<JsonNode> sent = fixture.listen(exchange);
    acknowledged(sent);
    told(sent);
    fixture.server.endStreams();
    TestClient.await(exchange);
    fixture.cancel(id);
    assertTrue(sent.isEmpty(), sent::toString);
    assertEquals(0, fixture.server.requestsInFlight());
  }

  @Test
  void aPrincipalThatLosesItsAccessLosesItsStreams() throws Exception {
    String id = fixture.started("slow");
    Exchange exchange = stream(Caller.LOCAL, ids(id));
    fixture.server.endSessions(principal -> principal.equals("other"));
    assertFalse(exchange.answer().toCompletableFuture().isDone());
    fixture.server.endSessions(principal -> principal.equals("local"));
    TestClient.await(exchange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'taskIds':null", "'taskIds':[]", "'unheard':{}"})
  void withoutTasksTheStreamIsAsBefore(String notifications) throws Exception {
    Exchange exchange =
        assertInstanceOf(McpReply.InFlight.class, listens(Caller.LOCAL, "", notifications))
            .exchange();
    assertEquals("{}", acknowledged(fixture.listen(exchange)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'taskIds':'x'", "'taskIds':[5]", "'taskIds':{}", "'taskIds':true"})
  void idsThatAreNoStringsAreRefused(String notifications) {
    McpReply.Json refused =
        assertInstanceOf(McpReply.Json.class, listens(Caller.LOCAL, TASKS, notifications));
    Told told = TestClient.told(true, "subscriptions/listen", refused);
    assertEquals(-32602, told.code());
    assertTrue(told.message().contains("taskIds (up to 100 strings)"), told.message());
  }

  @Test
  void tooManyIdsAreRefused() {
    String[] many = new String[101];
    Arrays.fill(many, "x");
    McpReply.Json refused =
        assertInstanceOf(McpReply.Json.class, listens(Caller.LOCAL, TASKS, ids(many)));
    assertEquals(-32602, TestClient.told(true, "subscriptions/listen", refused).code());
  }

  @Test
  void aCallerThatMayNotRunToolsFollowsNoTask() {
    Caller reader = new Caller("local", Set.of(Permission.TOOLS_READ));
    McpReply.Json refused = assertInstanceOf(McpReply.Json.class, listens(reader, TASKS, ids("x")));
    assertEquals(403, refused.status());
    assertEquals(Set.of(Permission.SCAN_RUN), refused.needs());
  }

  @Test
  void aServerWithoutTasksHonoursNone() throws Exception {
    McpReply reply =
        new TestClient()
            .send(
                TestClient.head("2026-07-28", "subscriptions/listen", null, null),
                TestClient.request(
                    "7",
                    "subscriptions/listen",
                    "'notifications':{" + ids("x") + "}," + TaskFixture.envelope(TASKS)));
    Exchange exchange = assertInstanceOf(McpReply.InFlight.class, reply).exchange();
    assertEquals("{}", acknowledged(fixture.listen(exchange)));
  }
}
