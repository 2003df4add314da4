package io.switchgear.mcp;

import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRegistry;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** A pipe whose sessions are opened when the test says so. */
class McpPipeTest {

  private static final String HELLO = "'protocolVersion':'2025-11-25'";

  private final BlockingQueue<SessionRegistry.Command> asked = new LinkedBlockingQueue<>();
  private ActorRef<SessionRegistry.Command> registry;
  private final SessionDirectory sessions =
      SessionDirectory.start(
          "test",
          3,
          Duration.ofMinutes(5),
          TestSessions.scheduler(),
          behavior -> {
            registry = TestSessions.spawn(behavior);
            return TestSessions.spawn(
                Behaviors.receiveMessage(
                    command -> {
                      asked.add(command);
                      return Behaviors.same();
                    }));
          });
  private final FixtureTools tools = new FixtureTools();
  private final McpServer server =
      new McpServer(tools, new ServerIdentity("switchgear", "Switchgear", "1", ""), sessions);
  private final BlockingQueue<JsonNode> sent = new LinkedBlockingQueue<>();
  private final McpPipe pipe =
      server.pipe(Caller.LOCAL, event -> sent.add(WireSchemas.check(false, "", event.body())));

  private void receive(String message) {
    pipe.receive(TestClient.bytes(message));
  }

  /** Lets one more question to the registry through. */
  private void proceed() throws InterruptedException {
    registry.tell(Await.next("a command for the registry", asked));
  }

  private JsonNode next() throws InterruptedException {
    return Await.next("a message", sent);
  }

  @Test
  void whatFollowsTheHandshakeFindsTheSessionAndKeepsItsOrder() throws InterruptedException {
    receive(request("1", "initialize", HELLO));
    receive("{'jsonrpc':'2.0','method':'notifications/initialized'}");
    receive(request("2", "ping", ""));
    receive(request("3", "tools/list", ""));
    assertEquals(List.of(), List.copyOf(sent), "the session is not there yet");
    proceed();
    for (int id = 1; id <= 3; id++) {
      JsonNode answer = next();
      assertEquals(id, answer.path("id").asInt());
      assertFalse(answer.has("error"), answer.toString());
    }
  }

  @Test
  void aCallOfAnArrayIsCancelledToo() throws InterruptedException {
    receive(request("1", "initialize", HELLO.replace("11-25", "03-26")));
    proceed();
    assertEquals(1, next().path("id").asInt());
    receive("[" + request("5", "tools/call", "'name':'slow'") + "]");
    FixtureTools.SlowCall call = tools.nextSlow();
    receive("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':5}}");
    assertEquals(StopReason.CANCELLED, call.stopped());
  }

  @Test
  void anotherHandshakeEndsTheSessionBefore() throws InterruptedException {
    receive(request("1", "initialize", HELLO));
    receive(request("2", "initialize", HELLO));
    receive(request("3", "ping", ""));
    proceed();
    assertEquals(1, next().path("id").asInt());
    proceed();
    proceed();
    assertEquals(2, next().path("id").asInt());
    assertEquals(3, next().path("id").asInt());
    assertEquals(1, sessions.size());
  }

  @Test
  void aClientThatLeavesInItsHandshakeIsAnsweredAndLeavesNoSession() throws Exception {
    receive(request("1", "initialize", HELLO));
    CompletableFuture<Void> closed = pipe.close().toCompletableFuture();
    assertFalse(closed.isDone());
    proceed();
    proceed();
    Await.result("the end of the pipe", closed);
    assertEquals(1, next().path("id").asInt());
    assertEquals(0, sessions.size());
  }
}
