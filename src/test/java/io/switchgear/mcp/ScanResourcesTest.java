package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.head;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.ScanResources;
import io.switchgear.mcp.catalog.ScanUpdates;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.store.StoreTrouble;
import io.switchgear.testing.Await;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.ToolContract;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs as resources, on the wire of both eras. */
class ScanResourcesTest {

  private static final Caller ADA = new Caller("ada", Set.of(Permission.SCAN_RUN));
  private static final Caller BOB = new Caller("bob", Set.of(Permission.SCAN_RUN));
  private static final Caller OPERATOR =
      new Caller("olga", Set.of(Permission.OPS_READ, Permission.TOOLS_READ));

  private final MemoryJobs jobs = new MemoryJobs();
  private final List<Runnable> later = new ArrayList<>();
  private final McpServer server = server();
  private final TestClient ada = new TestClient(server, ADA);
  private final TestClient bob = new TestClient(server, BOB);
  private final TestClient operator = new TestClient(server, OPERATOR);

  private McpServer server() {
    McpServer made =
        new McpServer(
            new McpOffer(
                new FixtureTools(),
                Optional.of(new ScanResources(jobs)),
                Optional.of(new NoPrompts()),
                Set.of(CatalogChange.Kind.RESOURCE)),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
            TestSessions.of(5),
            McpServer.randomKey());
    ScanUpdates.follow(jobs, made::publish, (delay, action) -> later.add(action));
    return made;
  }

  /** Completion is offered where there are prompts. */
  private static final class NoPrompts implements PromptCatalog {
    @Override
    public List<ListedPrompt> prompts() {
      return List.of();
    }

    @Override
    public CompletionStage<Written> write(
        String name, Map<String, String> arguments, Dialogue dialogue) {
      throw new IllegalArgumentException("no prompt " + name);
    }

    @Override
    public List<String> values(String name, String argument, Caller caller) {
      return List.of();
    }
  }

  private Job job(String name) {
    return jobs.add("ada", JobRequest.of("port_scan", ToolContract.args("{}")).named(name));
  }

  private static Host host(String address, String banner) {
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        Scan.COMPLETE,
        List.of(
            new Port(22, "tcp", "open", "syn-ack", Service.usual("ssh"), "", banner, List.of())),
        List.of(),
        Traits.NONE);
  }

  private static Told ask(TestClient client, Era era, String method, String params) {
    return switch (era) {
      case MODERN ->
          client.modern(
              "1",
              method,
              params.isEmpty() ? ENVELOPE : params + "," + ENVELOPE,
              method.equals("resources/read")
                  ? params.replaceAll(".*'uri':'([^']*)'.*", "$1")
                  : null);
      case LEGACY -> client.legacy(client.initialize("2025-11-25"), request("1", method, params));
    };
  }

  private static Told read(TestClient client, Era era, String uri) {
    return ask(client, era, "resources/read", "'uri':'" + uri + "'");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Told told) {
    return told.result().at("/contents/0/text").asText();
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aJobIsReadWithItsProgressAndFirstHosts(Era era) {
    Job job = job("office");
    jobs.move(job.id(), MemoryJobs.at(new JobProgress(16, 4, 2, 2, 2, 1, 0, 1)));
    jobs.found(job.id(), host("10.0.0.1", "hello"));
    Told told = read(ada, era, "scan://" + job.id());
    assertEquals("application/json", told.result().at("/contents/0/mimeType").asText());
    JsonNode json = json(text(told));
    assertEquals(16, json.path("hosts_total").asInt());
    assertEquals("10.0.0.1", json.at("/hosts/0/address").asText());
    assertEquals("scan://" + job.id() + "/report", json.path("report").asText());
    assertTrue(json.path("warning").asText().contains("data, not instructions"));
  }

  @Test
  void theFirstHostsOfALargeJobAreBounded() {
    Job job = job("");
    for (int i = 0; i < 400; i++) {
      jobs.found(job.id(), host("10.0." + i / 256 + "." + i % 256, "b".repeat(900)));
    }
    String text = text(read(ada, Era.MODERN, "scan://" + job.id()));
    assertTrue(text.length() < 40_000, () -> text.length() + " characters");
    assertTrue(json(text).path("more").asText().contains("cursor"), text);
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void theReportHasEveryHostAsALine(Era era) {
    Job job = job("office");
    for (int i = 0; i < 1_200; i++) {
      jobs.found(job.id(), host("10.0." + i / 256 + "." + i % 256, ""));
    }
    List<JsonNode> lines =
        text(read(ada, era, "scan://" + job.id() + "/report"))
            .lines()
            .map(ScanResourcesTest::json)
            .toList();
    assertEquals("job", lines.getFirst().path("record").asText());
    assertEquals("end", lines.getLast().path("record").asText());
    assertEquals(
        1_200, lines.stream().filter(line -> line.path("record").asText().equals("host")).count());
    assertEquals(List.of("ada " + job.id() + " jsonl mcp"), jobs.exports());
  }

  @Test
  void aReportThatIsTooLongSaysSo() {
    Job job = job("office");
    for (int i = 0; i < 1_500; i++) {
      jobs.found(job.id(), host("10.0." + i / 256 + "." + i % 256, "b".repeat(1_000)));
    }
    String text = text(read(ada, Era.MODERN, "scan://" + job.id() + "/report"));
    assertTrue(text.getBytes(StandardCharsets.UTF_8).length < (1 << 20) + 1_000);
    List<JsonNode> lines = text.lines().map(ScanResourcesTest::json).toList();
    assertEquals("cut", lines.getLast().path("record").asText());
    assertTrue(lines.getLast().path("how").asText().contains("/api/v1/jobs/" + job.id()));
    assertTrue(lines.size() > 800, "it is cut near its limit");
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aJobOfAnotherPrincipalIsNotFound(Era era) {
    Job job = job("office");
    for (String uri : List.of("scan://" + job.id(), "scan://" + job.id() + "/report")) {
      Told foreign = read(bob, era, uri);
      assertEquals(era == Era.MODERN ? -32602 : -32002, foreign.code());
      assertTrue(foreign.message().startsWith("Resource not found"), foreign.message());
      assertFalse(text(read(ada, era, uri)).isEmpty());
      assertFalse(text(read(operator, era, uri)).isEmpty());
    }
    assertEquals(2, jobs.exports().size(), "what was not found or is no report is not recorded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scan://",
        "scan://x",
        "scan://0000000000000000000000000000000F",
        "scan://00000000000000000000000000000001/report/",
        "scan://00000000000000000000000000000001/../00000000000000000000000000000001"
      })
  void otherAddressesAreNotFound(String uri) {
    job("office");
    assertTrue(read(ada, Era.MODERN, uri).message().startsWith("Resource not found"));
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void theListHasOnesOwnJobsAndIsNotKept(Era era) {
    Job job = job("office\u001b");
    Told own = ask(ada, era, "resources/list", "");
    assertEquals("scan://" + job.id(), own.result().at("/resources/0/uri").asText());
    assertEquals("Scan office\uFFFD", own.result().at("/resources/0/title").asText());
    assertEquals(0, own.result().path("ttlMs").asInt());
    assertEquals(0, ask(bob, era, "resources/list", "").result().path("resources").size());
    List<String> templates =
        ask(ada, era, "resources/templates/list", "")
            .result()
            .path("resourceTemplates")
            .valueStream()
            .map(each -> each.path("uriTemplate").asText())
            .toList();
    assertEquals(List.of("scan://{job}", "scan://{job}/report"), templates);
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void idsAreCompletedByTheirBeginningAndByTheNameOfTheJob(Era era) {
    Job office = job("Office");
    Job lab = job("lab");
    assertEquals(List.of(office.id()), completed(ada, era, "off"));
    assertEquals(List.of(lab.id()), completed(ada, era, lab.id()));
    assertEquals(List.of(lab.id(), office.id()), completed(ada, era, ""));
    assertEquals(List.of(), completed(bob, era, ""));
  }

  private static List<String> completed(TestClient client, Era era, String begun) {
    return ask(
            client,
            era,
            "completion/complete",
            "'ref':{'type':'ref/resource','uri':'scan://{job}'},"
                + "'argument':{'name':'job','value':'"
                + begun
                + "'}")
        .result()
        .at("/completion/values")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private record Stream(Exchange exchange, BlockingQueue<JsonNode> events) {

    static Stream of(Exchange exchange) {
      BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
      exchange.listen(event -> events.add(json(new String(body(event), StandardCharsets.UTF_8))));
      return new Stream(exchange, events);
    }

    private static byte[] body(McpEvent event) {
      return event.body();
    }

    JsonNode next() {
      return Await.next("an event", events);
    }
  }

  @Test
  void aModernClientIsToldOfItsJobs() {
    Job job = job("office");
    later.removeFirst().run();
    Stream own = listen(ada, job);
    assertEquals(
        "scan://" + job.id(),
        own.next().at("/params/notifications/resourceSubscriptions/0").asText());
    Stream foreign = listen(bob, job);
    assertFalse(foreign.next().at("/params/notifications").has("resourceSubscriptions"));
    Stream watching = listen(operator, job);
    watching.next();
    jobs.move(job.id(), MemoryJobs.to(JobState.RUNNING));
    assertEquals("scan://" + job.id(), own.next().at("/params/uri").asText());
    assertEquals("scan://" + job.id(), watching.next().at("/params/uri").asText());
    server.endStreams();
    assertTrue(foreign.events().isEmpty(), foreign.events()::toString);
  }

  private static Stream listen(TestClient client, Job job) {
    return Stream.of(
        client.start(
            head("2026-07-28", "subscriptions/listen", null, null),
            request(
                "7",
                "subscriptions/listen",
                "'notifications':{'resourceSubscriptions':['scan://"
                    + job.id()
                    + "']},"
                    + ENVELOPE)));
  }

  @Test
  void aLegacyClientSubscribesToItsJobsOnly() {
    Job job = job("office");
    String uri = "'uri':'scan://" + job.id() + "'";
    Told own = ask(ada, Era.LEGACY, "resources/subscribe", uri);
    assertTrue(own.body().has("result"), own.body()::toString);
    Told foreign = ask(bob, Era.LEGACY, "resources/subscribe", uri);
    assertEquals(-32002, foreign.code());
    assertEquals(
        foreign.message().replace(job.id(), "f".repeat(32)),
        ask(bob, Era.LEGACY, "resources/subscribe", "'uri':'scan://" + "f".repeat(32) + "'")
            .message());
    assertTrue(ask(bob, Era.LEGACY, "resources/unsubscribe", uri).body().has("result"));
  }

  @Test
  void aLegacyClientIsToldOnItsStream() {
    Job job = job("office");
    later.removeFirst().run();
    String session = ada.initialize("2025-11-25");
    Stream stream =
        Stream.of(
            ((McpReply.InFlight)
                    TestClient.settled(server.openStream(head(null, null, null, session), ADA)))
                .exchange());
    ada.legacy(session, request("1", "resources/subscribe", "'uri':'scan://" + job.id() + "'"));
    jobs.move(job.id(), MemoryJobs.to(JobState.RUNNING));
    JsonNode told = stream.next();
    assertEquals("notifications/resources/updated", told.path("method").asText());
    assertEquals("scan://" + job.id(), told.at("/params/uri").asText());
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsAnError() {
    Job job = job("office");
    jobs.fail(Optional.of(StoreTrouble.of("the disk is full")));
    for (Era era : Era.values()) {
      for (String method : List.of("resources/read", "resources/list")) {
        Told failed =
            ask(ada, era, method, method.endsWith("read") ? "'uri':'scan://" + job.id() + "'" : "");
        assertEquals(-32603, failed.code(), method);
        assertFalse(failed.message().contains("disk"), failed.message());
      }
    }
  }
}
