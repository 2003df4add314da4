package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.RecordingExchange;
import io.switchgear.mcp.exchange.RequestClient.Asked;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.ReplayBuffer.Reader;
import io.switchgear.mcp.legacy.SessionRegistry.Opened;
import io.switchgear.testing.Await;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions as actors, under a clock that the test moves; so no time-out answers for them. */
class LegacySessionTimingTest {

  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Questions QUESTIONS =
      Questions.one(
          "who",
          new Question.Form("Who?", FixtureTools.json("{'type':'object'}")),
          Optional.empty());

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<Object> probe = kit.createTestProbe();
  private ActorRef<SessionRegistry.Command> registry;
  private final SessionDirectory sessions =
      SessionDirectory.start(
          "test",
          10,
          IDLE,
          now::get,
          kit.scheduler(),
          behavior -> {
            registry = kit.spawn(behavior);
            return registry;
          });

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.result("the stage", stage);
  }

  private SessionRef open() {
    return assertInstanceOf(
            Opened.class, await(sessions.open("me", "2025-06-18", Set.of())).orElseThrow())
        .client();
  }

  /** The time passes, and what is due then is done. */
  private void pass(Duration by, SessionRef client) {
    now.addAndGet(by.toNanos());
    time.timePasses(by);
    await(client.unwatch("nothing"));
  }

  private void expectGone(SessionRef client) {
    probe.expectTerminated(client.session(), Duration.ofSeconds(20));
    probe.awaitAssert(
        () -> {
          assertEquals(0, sessions.size());
          return null;
        });
  }

  private static Asked ask(SessionRef client, Consumer<McpEvent> send) {
    return client.ask(QUESTIONS, send);
  }

  @Test
  void idleSessionsAreDropped() {
    SessionRef client = open();
    for (int i = 1; i < 10; i++) {
      open();
    }
    pass(IDLE.minus(TICK), client);
    assertEquals(10, sessions.size());
    pass(TICK, client);
    expectGone(client);
  }

  @Test
  void useStartsTheIdleTimeAnew() {
    SessionRef client = open();
    pass(IDLE.minus(TICK), client);
    assertEquals(Optional.of(client), sessions.find(client.id(), "me"));
    pass(IDLE.minus(TICK), client);
    assertEquals(1, sessions.size());
    pass(TICK, client);
    expectGone(client);
  }

  @Test
  void anIdleSessionIsNotFoundThoughItsTimerIsStillToCome() {
    SessionRef client = open();
    now.addAndGet(IDLE.toNanos());
    assertEquals(Optional.empty(), sessions.find(client.id(), "me"));
  }

  @Test
  void sessionWithACallUnderWayIsNotIdle() {
    SessionRef client = open();
    Exchange call = new RecordingExchange();
    client.started(IntNode.valueOf(1), call);
    for (int i = 0; i < 10; i++) {
      pass(IDLE, client);
    }
    assertEquals(1, sessions.size());
    client.ended(IntNode.valueOf(1), call);
    pass(IDLE.minus(TICK), client);
    assertTrue(sessions.size() > 0, "the idle time starts at the end of the call");
    now.addAndGet(TICK.toNanos());
    time.timePasses(IDLE);
    expectGone(client);
  }

  @Test
  void aSessionWhoseClientListensIsNotIdle() {
    SessionRef client = open();
    ReplayBuffer stream = await(client.general()).orElseThrow().log();
    Reader reader = new Reader(event -> {}, () -> {});
    stream.attach(0, reader);
    for (int i = 0; i < 10; i++) {
      pass(IDLE, client);
    }
    assertTrue(sessions.find(client.id(), "me").isPresent());
    stream.detach(reader);
    now.addAndGet(IDLE.toNanos());
    time.timePasses(IDLE);
    expectGone(client);
  }

  @Test
  void questionsWithoutAnAnswerAreOverInTheEnd() {
    SessionRef client = open();
    client.started(IntNode.valueOf(1), new RecordingExchange());
    Asked asked = ask(client, event -> {});
    pass(RequestState.LIFETIME.minus(TICK), client);
    assertFalse(asked.answers().toCompletableFuture().isDone());
    pass(TICK, client);
    assertEquals(Optional.empty(), await(asked.answers()));
    assertEquals(1, sessions.size());
  }

  @Test
  void endIsAnsweredWhenNothingOfTheSessionIsLeft() {
    SessionRef client = open();
    RecordingExchange call = new RecordingExchange();
    client.started(IntNode.valueOf(1), call);
    Asked asked = ask(client, event -> {});
    await(sessions.end(client));
    assertEquals(0, sessions.size());
    assertEquals(1, call.stops);
    assertEquals(Optional.empty(), await(asked.answers()));
    await(sessions.end(client));
    assertEquals(Optional.empty(), await(client.watch("a://b")));
  }

  @Test
  void whoAsksASessionThatIsJustEndingIsAnswered() {
    SessionRef client = open();
    TestProbe<LegacySession.Ended> ended = kit.createTestProbe();
    CompletableFuture<CompletionStage<?>> late = new CompletableFuture<>();
    CompletableFuture<Asked> lateToo = new CompletableFuture<>();
    ask(
        client,
        event -> {
          // In the session's own thread, so it reads these one behind the other.
          client.session().tell(new LegacySession.End(ended.getRef()));
          late.complete(client.resume("0-1"));
          lateToo.complete(ask(client, sent -> {}));
        });
    assertEquals(Optional.empty(), await(await(late)));
    assertEquals(Optional.empty(), await(await(lateToo).answers()));
    ended.expectMessage(LegacySession.Ended.INSTANCE);
    expectGone(client);
  }

  @Test
  void aBugEndsOneSessionAlone() {
    SessionRef client = open();
    SessionRef other = open();
    RecordingExchange call = new RecordingExchange();
    client.started(IntNode.valueOf(1), call);
    Asked asked =
        ask(
            client,
            event -> {
              throw new IllegalStateException("a bug on purpose");
            });
    assertEquals(Optional.empty(), await(asked.answers()));
    probe.expectTerminated(client.session(), Duration.ofSeconds(20));
    assertEquals(1, call.stops);
    assertTrue(await(other.watch("a://b")).isPresent());
  }

  @Test
  void theRegistrysStopEndsThemAll() {
    SessionRef client = open();
    RecordingExchange call = new RecordingExchange();
    client.started(IntNode.valueOf(1), call);
    kit.stop(registry);
    assertEquals(0, sessions.size());
    assertEquals(1, call.stops);
    assertTrue(client.status().released().isDone());
    assertEquals(Optional.empty(), await(sessions.open("me", "2025-06-18", Set.of())));
    await(sessions.end(client));
  }
}
