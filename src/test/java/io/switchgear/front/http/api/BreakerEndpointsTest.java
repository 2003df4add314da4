package io.switchgear.front.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.drill.Drills;
import io.switchgear.cluster.orders.OrderDesk;
import io.switchgear.cluster.orders.OrderDesk.Durability;
import io.switchgear.cluster.orders.OrderDesk.OrderAnswer;
import io.switchgear.cluster.orders.OrderRequest;
import io.switchgear.config.Settings;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.scope.ScanScope;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Caller;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.watch.view.BreakerReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders with a scope, and the answers to them. */
class BreakerEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final String TOOL = "port_scan";
  private static final SupervisedTools TOOLS = tools();

  private final List<OrderRequest> asked = new ArrayList<>();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static SupervisedTools tools() {
    Settings settings = Settings.load(Optional.empty(), Map.of());
    ToolEntry entry =
        new ToolEntry(
            new PortScanTool(new ScanScope(settings.scope()), settings.portScan(), 40_000),
            settings.tool(TOOL).protection());
    return SupervisedTools.of(KIT.system(), KIT.spawn(ToolRegistry.create(List.of(entry))))
        .toCompletableFuture()
        .join();
  }

  private HttpResponse order(OrderDesk desk, String action, String body) throws IOException {
    BreakerReader reader = new BreakerReader(TOOLS, new Drills(false));
    Endpoint order =
        BreakerEndpoints.of(
                TOOLS,
                reader,
                tool ->
                    CompletableFuture.completedFuture(new OrderDurability.Stored.No("Of a test.")),
                desk)
            .getLast();
    return order
        .handler()
        .answer(
            new Asked(
                Caller.LOCAL,
                Map.of("name", TOOL, "action", action),
                Map.of(),
                (ObjectNode) JSON.readTree(body),
                Optional.empty()))
        .toCompletableFuture()
        .join();
  }

  private static JsonNode json(HttpResponse response) throws Exception {
    return JSON.readTree(
        response
            .entity()
            .toStrict(5_000, KIT.system())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .getData()
            .utf8String());
  }

  private OrderDesk answering(OrderAnswer answer) {
    return request -> {
      asked.add(request);
      return CompletableFuture.completedFuture(answer);
    };
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(new OrderAnswer.Given("all", new Durability.Done()), 200, "no"),
        arguments(
            new OrderAnswer.Given("b", new Durability.Committed(Optional.empty())), 200, "yes"),
        arguments(
            new OrderAnswer.Given("all", new Durability.Waiting("it is down")), 200, "pending"),
        arguments(new OrderAnswer.Refused("it is held."), 409, ""),
        arguments(new OrderAnswer.Unavailable("it is down."), 503, ""));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theAnswerSaysForWhichNodesAndWhere(OrderAnswer answer, int status, String stored)
      throws Exception {
    HttpResponse response =
        order(answering(answer), "hold-open", "{\"reason\":\"x\",\"nodes\":\"b\"}");
    assertEquals(Optional.of("b"), asked.getFirst().nodes());
    assertEquals(status, response.status().intValue());
    JsonNode body = json(response);
    switch (answer) {
      case OrderAnswer.Given given -> {
        assertEquals(given.nodes(), body.path("nodes").asText());
        assertEquals(stored, body.path("stored").asText());
      }
      case OrderAnswer.Refused refused ->
          assertTrue(body.toString().contains(refused.message()), body::toString);
      case OrderAnswer.Unavailable unavailable ->
          assertTrue(body.toString().contains(unavailable.message()), body::toString);
    }
  }

  @Test
  void aServerThatStoresNothingTakesOrdersForItselfOnly() throws Exception {
    OrderDesk desk = OrderDesk.local(TOOLS);
    HttpResponse done = order(desk, "reset", "{\"nodes\":\"all\"}");
    assertEquals(200, done.status().intValue());
    assertEquals("all", json(done).path("nodes").asText());
    HttpResponse refused = order(desk, "reset", "{\"nodes\":\"b\"}");
    assertEquals(400, refused.status().intValue());
    assertTrue(json(refused).toString().contains("nodes = b"));
  }
}
