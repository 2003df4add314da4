package io.switchgear.mcp.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.relay.ServedRequest.Wish;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Both sides of a forwarded request, each against messages that a test sends. */
class RelayedRequestTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIME = ManualTime.get(KIT.system());

  private final TestProbe<ForwardedRequest.Command> gateway =
      KIT.createTestProbe(ForwardedRequest.Command.class);
  private final TestProbe<RelayDesk.Command> desk = KIT.createTestProbe(RelayDesk.Command.class);
  private final TestProbe<ServedRequest.Command> server =
      KIT.createTestProbe(ServedRequest.Command.class);
  private final HeldExchange exchange = new HeldExchange();
  private final List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  /** A request under way that a test holds in its hand. */
  private static final class HeldExchange implements Exchange {
    private final CompletableFuture<McpReply.End> answer = new CompletableFuture<>();
    private final CompletableFuture<Consumer<McpEvent>> listener = new CompletableFuture<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    void event(String text) {
      Await.result("a listener", listener).accept(McpEvent.lasting(bytes(text)));
    }

    @Override
    public CompletionStage<McpReply.End> answer() {
      return answer;
    }

    @Override
    public void listen(Consumer<McpEvent> events) {
      listener.complete(events);
    }

    @Override
    public void unheard() {
      told.add("unheard");
    }

    @Override
    public void callerGone() {
      told.add("gone");
    }

    @Override
    public void stop(StopReason reason) {
      told.add(reason.toString());
    }

    @Override
    public void cancel() {
      told.add("cancel");
    }

    @Override
    public Optional<McpEvent> closing(McpReply.End end) {
      told.add("closed");
      return Exchange.super.closing(end);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static McpReply.Json json(String text) {
    return new McpReply.Json(200, bytes(text), Optional.empty());
  }

  private static SessionRequest request(SessionRequest.Kind kind) {
    return new SessionRequest(kind, RequestHead.NONE, Caller.LOCAL);
  }

  private static ActorRef<ServedRequest.Command> gone(ActorRef<ServedRequest.Command> actor) {
    KIT.createTestProbe().expectTerminated(actor);
    return actor;
  }

  // The side of the session.

  private ActorRef<ServedRequest.Command> serve(McpReply reply) {
    return serve(reply, 1, new Chunk(new byte[1]));
  }

  private ActorRef<ServedRequest.Command> serve(McpReply reply, int size, Chunk first) {
    return KIT.spawn(
        ServedRequest.create(
            new RelayDesk.Begin(
                request(SessionRequest.Kind.MESSAGE), size, first, "g", gateway.getRef()),
            (request, body) -> {
              bodies.add(body);
              return reply;
            },
            ByteBudget.unlimited()));
  }

  private ActorRef<ServedRequest.Command> running() {
    serve(new McpReply.InFlight(exchange));
    ActorRef<ServedRequest.Command> server =
        gateway.expectMessageClass(ForwardedRequest.Begun.class).server();
    gateway.expectMessage(new ForwardedRequest.Running(1, false));
    return server;
  }

  @Test
  void aLongBodyIsAskedForInParts() {
    byte[] body = new byte[3 * Chunk.MOST - 5];
    body[body.length - 1] = 7;
    List<Chunk> parts = List.copyOf(Chunk.cut(body));
    ActorRef<ServedRequest.Command> server = serve(json("ok"), body.length, parts.get(0));
    gateway.expectMessageClass(ForwardedRequest.Begun.class);
    gateway.expectMessage(ForwardedRequest.NextChunk.INSTANCE);
    server.tell(new ServedRequest.Body(1, parts.get(1)));
    gateway.expectMessage(ForwardedRequest.NextChunk.INSTANCE);
    server.tell(new ServedRequest.Body(2, parts.get(2)));
    gateway.expectMessageClass(ForwardedRequest.Settled.class);
    assertArrayEquals(body, bodies.getFirst());
    gone(server);
  }

  @Test
  void noMoreIsSentThanTheGatewayTakes() {
    ActorRef<ServedRequest.Command> server = running();
    server.tell(new ServedRequest.Told(1, Wish.LISTEN));
    for (int i = 0; i < 40; i++) {
      exchange.event("e" + i);
    }
    for (int number = 2; number <= ServedRequest.WINDOW; number++) {
      assertEquals(number, gateway.expectMessageClass(ForwardedRequest.Event.class).number());
    }
    server.tell(new ServedRequest.Ping(1, 0));
    gateway.expectMessage(new ForwardedRequest.Alive(ServedRequest.WINDOW));
    server.tell(new ServedRequest.Grant(1));
    assertEquals(
        ServedRequest.WINDOW + 1L,
        gateway.expectMessageClass(ForwardedRequest.Event.class).number());
    exchange.answer.complete(json("done"));
    server.tell(new ServedRequest.Grant(1_000));
    for (int number = ServedRequest.WINDOW + 2; number <= 41; number++) {
      assertEquals(number, gateway.expectMessageClass(ForwardedRequest.Event.class).number());
    }
    assertEquals(42, gateway.expectMessageClass(ForwardedRequest.Answered.class).number());
    gone(server);
  }

  @Test
  void progressThatCameBeforeTheAnswerIsSentBeforeIt() {
    exchange.answer.complete(json("done"));
    ActorRef<ServedRequest.Command> server = running();
    server.tell(new ServedRequest.Ping(0, 0));
    gateway.expectMessage(new ForwardedRequest.Alive(1));
    exchange.listener.thenAccept(reader -> reader.accept(McpEvent.lasting(bytes("early"))));
    server.tell(new ServedRequest.Told(1, Wish.LISTEN));
    gateway.expectMessageClass(ForwardedRequest.Event.class);
    gateway.expectMessageClass(ForwardedRequest.Answered.class);
  }

  @Test
  void aGatewayThatIsLostIsAClientThatIsGone() {
    ActorRef<ServedRequest.Command> server = running();
    server.tell(new ServedRequest.Told(1, Wish.LISTEN));
    exchange.event("one");
    gateway.expectMessageClass(ForwardedRequest.Event.class);
    server.tell(ServedRequest.GatewayLost.INSTANCE);
    Await.until("gone", () -> exchange.told.contains("gone"));
    exchange.event("two");
    server.tell(new ServedRequest.Ping(1, 2));
    gateway.expectMessage(ForwardedRequest.Broken.INSTANCE);
    exchange.answer.complete(json("done"));
    gone(server);
    assertEquals(List.of("gone", "closed"), exchange.told);
    gateway.expectNoMessage();
  }

  @Test
  void aMissedWishIsABrokenConnection() {
    ActorRef<ServedRequest.Command> server = running();
    server.tell(new ServedRequest.Told(2, Wish.LISTEN));
    gateway.expectMessage(ForwardedRequest.Broken.INSTANCE);
    Await.until("gone", () -> exchange.told.equals(List.of("gone")));
    exchange.answer.complete(json("done"));
    gone(server);
  }

  @Test
  void aSilentGatewayIsGone() {
    ActorRef<ServedRequest.Command> server = running();
    for (int i = 0; i < 3; i++) {
      TIME.timePasses(ForwardedRequest.PING);
    }
    server.tell(new ServedRequest.Ping(0, 0));
    gateway.expectMessage(new ForwardedRequest.Alive(1));
    assertEquals(List.of(), exchange.told);
    for (int i = 0; i < 4; i++) {
      TIME.timePasses(ForwardedRequest.PING);
    }
    Await.until("gone", () -> exchange.told.equals(List.of("gone")));
  }

  @Test
  void aBugIsToldToTheGateway() {
    List<Chunk> parts = List.copyOf(Chunk.cut(new byte[Chunk.MOST + 1]));
    KIT.spawn(
        ServedRequest.create(
            new RelayDesk.Begin(
                request(SessionRequest.Kind.MESSAGE),
                Chunk.MOST + 1,
                parts.get(0),
                "g",
                gateway.getRef()),
            (request, body) -> {
              throw new IllegalStateException("a bug");
            },
            ByteBudget.unlimited()));
    ActorRef<ServedRequest.Command> served =
        gateway.expectMessageClass(ForwardedRequest.Begun.class).server();
    gateway.expectMessage(ForwardedRequest.NextChunk.INSTANCE);
    served.tell(new ServedRequest.Body(1, parts.get(1)));
    gateway.expectMessage(ForwardedRequest.Broken.INSTANCE);
    gone(served);
  }

  // The side of the gateway.

  private Forwarding forwarding(SessionRequest.Kind kind) {
    return Forwarding.of(request(kind), new byte[1], Optional.of(IntNode.valueOf(4)));
  }

  private ActorRef<ForwardedRequest.Command> forward(Forwarding forwarding) {
    ActorRef<ForwardedRequest.Command> request =
        KIT.spawn(ForwardedRequest.create(forwarding, "g", desk.getRef()));
    assertEquals(request, desk.expectMessageClass(RelayDesk.Begin.class).replyTo());
    return request;
  }

  private Exchange underWay(Forwarding forwarding, ActorRef<ForwardedRequest.Command> request) {
    request.tell(new ForwardedRequest.Begun(server.getRef()));
    request.tell(new ForwardedRequest.Running(1, false));
    return assertInstanceOf(
            McpReply.InFlight.class, Await.result("the reply", forwarding.settled()))
        .exchange();
  }

  private static McpReply.Json answer(Exchange exchange) {
    return assertInstanceOf(McpReply.Json.class, Await.result("the answer", exchange.answer()));
  }

  private static void assertError(String type, McpReply.Settled reply) {
    McpReply.Json json = assertInstanceOf(McpReply.Json.class, reply);
    assertEquals(503, json.status());
    String text = new String(json.body(), StandardCharsets.UTF_8);
    assertTrue(text.contains("\"" + type + "\""), text);
    assertTrue(text.contains("\"id\":4"), text);
    assertTrue(json.retryAfter().isPresent());
  }

  @Test
  void aNodeThatDoesNotBeginIsUnreachable() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    forward(forwarding);
    TIME.timePasses(ForwardedRequest.PATIENCE);
    assertError("node_unreachable", Await.result("the reply", forwarding.settled()));
  }

  @Test
  void aBugEndsTheRequestWithAnAnswer() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    ActorRef<ForwardedRequest.Command> request = forward(forwarding);
    Exchange exchange = underWay(forwarding, request);
    exchange.listen(
        event -> {
          throw new IllegalStateException("a bug");
        });
    server.expectMessage(new ServedRequest.Told(1, Wish.LISTEN));
    request.tell(new ForwardedRequest.Event(2, Optional.empty(), true, new Chunk(bytes("first"))));
    assertError("node_lost", answer(exchange));
    server.expectMessage(new ServedRequest.Told(2, Wish.CALLER_GONE));
  }

  @Test
  void aMissedMessageEndsTheRequest() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    ActorRef<ForwardedRequest.Command> request = forward(forwarding);
    Exchange exchange = underWay(forwarding, request);
    request.tell(
        new ForwardedRequest.Event(3, Optional.empty(), true, new Chunk(bytes("the second"))));
    assertError("node_lost", answer(exchange));
    server.expectMessage(new ServedRequest.Told(1, Wish.CALLER_GONE));
  }

  @Test
  void aMissedLastMessageIsFound() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    ActorRef<ForwardedRequest.Command> request = forward(forwarding);
    Exchange exchange = underWay(forwarding, request);
    TIME.timePasses(ForwardedRequest.PING);
    server.expectMessage(new ServedRequest.Ping(0, 1));
    request.tell(new ForwardedRequest.Alive(1));
    TIME.timePasses(ForwardedRequest.PING);
    server.expectMessage(new ServedRequest.Ping(0, 1));
    assertFalse(exchange.answer().toCompletableFuture().isDone());
    request.tell(new ForwardedRequest.Alive(2));
    assertError("node_lost", answer(exchange));
  }

  @Test
  void aSilentNodeEndsTheRequest() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    Exchange exchange = underWay(forwarding, forward(forwarding));
    for (int i = 0; i < 3; i++) {
      TIME.timePasses(ForwardedRequest.PING);
    }
    assertError("node_lost", answer(exchange));
  }

  @Test
  void aStreamOfALostNodeJustEnds() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.STREAM);
    ActorRef<ForwardedRequest.Command> request = forward(forwarding);
    Exchange exchange = underWay(forwarding, request);
    request.tell(ForwardedRequest.OwnerLost.INSTANCE);
    assertInstanceOf(McpReply.Accepted.class, Await.result("the end", exchange.answer()));
  }

  @Test
  void roomIsMadeForSeveralMessagesAtOnce() {
    Forwarding forwarding = forwarding(SessionRequest.Kind.MESSAGE);
    ActorRef<ForwardedRequest.Command> request = forward(forwarding);
    Exchange exchange = underWay(forwarding, request);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    exchange.listen(event -> seen.add(new String(event.body(), StandardCharsets.UTF_8)));
    server.expectMessage(new ServedRequest.Told(1, Wish.LISTEN));
    request.tell(new ForwardedRequest.Part(2, new Chunk(bytes("long "))));
    request.tell(new ForwardedRequest.Event(3, Optional.empty(), true, new Chunk(bytes("one"))));
    request.tell(new ForwardedRequest.Event(4, Optional.empty(), true, new Chunk(bytes("two"))));
    server.expectMessage(new ServedRequest.Grant(4));
    assertEquals(List.of("long one", "two"), seen);
  }
}
