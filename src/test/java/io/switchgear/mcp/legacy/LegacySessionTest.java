package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.ByteBudget;
import io.switchgear.mcp.exchange.EventQueue;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.RecordingExchange;
import io.switchgear.mcp.exchange.RequestExchange;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.LegacySession.Command;
import io.switchgear.mcp.legacy.LegacySession.IdleOver;
import io.switchgear.mcp.legacy.LegacySession.Resumed;
import io.switchgear.mcp.legacy.LegacySession.Watching;
import io.switchgear.mcp.legacy.PendingQuestions.Answers;
import io.switchgear.mcp.legacy.ReplayBuffer.Reader;
import io.switchgear.mcp.legacy.SessionStreams.Place;
import io.switchgear.mcp.wire.ClientMessage;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Json;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.Effect.TimerCancelled;
import org.apache.pekko.actor.testkit.typed.Effect.TimerScheduled;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.PostStop;
import org.junit.jupiter.api.Test;

class LegacySessionTest {

  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final long ROUND = 7;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final SessionStatus status = new SessionStatus(IDLE, now::get);
  private final ReplayBudget replay = new ReplayBudget(10_000);
  private final ByteBudget watched = new ByteBudget(1 << 20);
  private final SessionBudgets memory =
      new SessionBudgets(replay, new ByteBudget(1 << 20), watched);
  private final BehaviorTestKit<Command> kit =
      BehaviorTestKit.create(LegacySession.create(status, memory));
  private final List<String> read = new ArrayList<>();
  private final TestInbox<Answers> answers = TestInbox.create();
  private boolean ended;

  private <T> T answer(Function<ActorRef<T>, Command> question) {
    TestInbox<T> inbox = TestInbox.create();
    kit.run(question.apply(inbox.getRef()));
    T answer = inbox.receiveMessage();
    assertFalse(inbox.hasMessages(), "answered twice");
    return answer;
  }

  private Watching watch(String uri) {
    return answer(replyTo -> new LegacySession.Watch(uri, replyTo));
  }

  private Watching unwatch(String uri) {
    return answer(replyTo -> new LegacySession.Unwatch(uri, replyTo));
  }

  private Resumed resume(String eventId) {
    return answer(replyTo -> new LegacySession.Resume(eventId, replyTo));
  }

  private void reads(ReplayBuffer log) {
    log.attach(-1, new Reader(event -> read.add(text(event)), () -> ended = true));
  }

  private static String text(McpEvent event) {
    return new String(event.body(), StandardCharsets.UTF_8);
  }

  private Duration timer(Object key) {
    return kit.getAllEffects().stream()
        .filter(TimerScheduled.class::isInstance)
        .map(effect -> (TimerScheduled<?>) effect)
        .filter(timer -> timer.key().equals(key))
        .map(TimerScheduled::duration)
        .findFirst()
        .orElseThrow();
  }

  private void ask(String... keys) {
    Map<String, Question> questions = new LinkedHashMap<>();
    for (String key : keys) {
      questions.put(key, new Question.Form("Who?", FixtureTools.json("{'type':'object'}")));
    }
    kit.run(
        new LegacySession.Ask(
            ROUND,
            new Questions(questions, Optional.empty()),
            event -> read.add(text(event)),
            answers.getRef()));
  }

  private void answered(String id, Optional<ObjectNode> result) {
    kit.run(new LegacySession.Answered(new ClientMessage.Response(TextNode.valueOf(id), result)));
  }

  @Test
  void anAddressIsWatchedWhileThereIsRoom() {
    for (int i = 0; i < LegacySession.MAX_WATCHED; i++) {
      String uri = "a://" + i;
      assertEquals(Watching.YES, watch(uri));
    }
    assertEquals(Watching.YES, watch("a://0"));
    assertEquals(Watching.NO_ROOM, watch("a://more"));
    assertEquals(Watching.NO, unwatch("a://0"));
    assertEquals(Watching.YES, watch("a://more"));
  }

  @Test
  void longAddressesTakeMoreRoom() {
    String half = "a".repeat(LegacySession.MAX_WATCHED_BYTES / 2);
    assertEquals(Watching.NO_ROOM, watch("a".repeat(LegacySession.MAX_WATCHED_BYTES + 1)));
    assertEquals(Watching.YES, watch(half));
    assertEquals(Watching.YES, watch("b" + half.substring(1)));
    assertEquals(Watching.NO_ROOM, watch("c"));
    assertEquals(Watching.NO, unwatch(half));
    assertEquals(Watching.YES, watch("c"));
  }

  @Test
  void allSessionsTogetherWatchNoMoreThanTheyMay() {
    assertEquals(Watching.YES, watch("mine"));
    long mine = watched.taken();
    watched.force((1 << 20) - mine);
    assertEquals(Watching.NO_ROOM, watch("more"));
    assertEquals(Watching.YES, watch("mine"));
    assertEquals(Watching.NO, unwatch("mine"));
    assertEquals(Watching.NO, unwatch("mine"));
    assertEquals(Watching.YES, watch("more"));
    kit.signal(PostStop.instance());
    assertEquals((1 << 20) - mine, watched.taken());
  }

  @Test
  void whoListensIsToldOfWhatItIsToKnow() {
    kit.run(new LegacySession.Tell(new CatalogChange.ToolsListed()));
    assertFalse(status.listens());
    reads(answer(LegacySession.OpenStream::new).log());
    assertTrue(status.listens());
    assertEquals(List.of(), read, "nobody had asked for a stream");
    kit.run(new LegacySession.Tell(new CatalogChange.ToolsListed()));
    kit.run(new LegacySession.Tell(new CatalogChange.ResourceUpdated("a://b")));
    assertEquals(1, read.size());
    watch("a://b");
    kit.run(new LegacySession.Tell(new CatalogChange.ResourceUpdated("a://b")));
    assertEquals(2, read.size());
    assertTrue(read.getLast().contains("a://b"));
  }

  @Test
  void aStreamIsTakenUpUntilNewerOnesAreTooMany() {
    for (int i = 1; i <= SessionStreams.KEPT; i++) {
      kit.run(new LegacySession.Keep(SessionStreams.ofRequest(i, memory)));
    }
    Resumed first = resume("1-3");
    assertEquals(Optional.of(3L), first.place().map(Place::after));
    kit.run(new LegacySession.Keep(SessionStreams.ofRequest(100, memory)));
    for (String gone : List.of("1-3", "0-1", "x", "99-1", "1-99999999999999999999")) {
      assertEquals(new Resumed(Optional.empty()), resume(gone));
    }
    assertTrue(resume("2-0").place().isPresent());
    Place general = answer(LegacySession.OpenStream::new);
    assertEquals(new Resumed(Optional.of(new Place(general.log(), 4))), resume("0-4"));
  }

  @Test
  void theLastAnswerOfARoundIsTheAnswerToWhoAsked() {
    ask("who", "where");
    assertEquals(RequestState.LIFETIME, timer(ROUND));
    assertEquals(2, read.size());
    answered("ask-1", Optional.of(Json.object().put("name", "Ada")));
    answered("ask-1", Optional.of(Json.object().put("name", "Eve")));
    answered("ask-3", Optional.empty());
    assertFalse(answers.hasMessages());
    answered("ask-2", Optional.of(Json.object()));
    Map<String, ObjectNode> given = answers.receiveMessage().given().orElseThrow();
    assertEquals("Ada", given.get("who").path("name").asText());
    assertEquals(2, given.size());
    assertTrue(kit.getAllEffects().contains(new TimerCancelled(ROUND)));
    ask("who");
    assertTrue(read.getLast().contains("ask-3"), "an id is not used again");
  }

  @Test
  void aRefusedQuestionLeavesTheRoundWithoutAnAnswer() {
    ask("who", "where");
    answered("ask-1", Optional.empty());
    answered("ask-2", Optional.of(Json.object()));
    assertEquals(Answers.NONE, answers.receiveMessage());
  }

  @Test
  void withdrawnQuestionsAreTakenBackBeforeWhoAskedIsTold() {
    ask("who", "where");
    answered("ask-1", Optional.of(Json.object()));
    kit.run(new LegacySession.Withdraw(ROUND));
    assertEquals(3, read.size());
    assertTrue(read.getLast().contains("notifications/cancelled"));
    assertTrue(read.getLast().contains("ask-2"));
    assertEquals(Answers.NONE, answers.receiveMessage());
    assertTrue(kit.getAllEffects().contains(new TimerCancelled(ROUND)));
    kit.run(new LegacySession.Withdraw(ROUND));
    answered("ask-2", Optional.of(Json.object()));
    assertFalse(answers.hasMessages());
    assertEquals(3, read.size());
  }

  private void finished(long number, int bytes) {
    ReplayBuffer log = SessionStreams.ofRequest(number, memory);
    kit.run(new LegacySession.Keep(log));
    log.finish(McpEvent.lasting(new byte[bytes]), Optional.empty());
  }

  @Test
  void finishedStreamsCostNoMoreThanIsKept() {
    for (int i = 1; i <= SessionStreams.KEPT + 2; i++) {
      finished(i, 10);
    }
    assertEquals((10 + EventQueue.OVERHEAD) * SessionStreams.KEPT, replay.bytes());
    finished(100, 9_995);
    assertEquals(9_995 + EventQueue.OVERHEAD, replay.bytes());
    assertEquals(new Resumed(Optional.empty()), resume("5-0"));
    assertTrue(resume("2s-0").place().isPresent());
    kit.signal(PostStop.instance());
    assertEquals(0, replay.bytes());
  }

  /** Its idle time is over while the request is under way. */
  @Test
  void itIsNotIdleWhileARequestEnds() {
    RecordingExchange request = new RecordingExchange();
    AtomicBoolean idle = new AtomicBoolean();
    AtomicReference<SessionStatus> watched = new AtomicReference<>();
    SessionStatus busy =
        new SessionStatus(
            IDLE,
            () -> {
              long time = now.get();
              if (watched.get() != null) {
                SessionStatus seen = watched.getAndSet(null);
                idle.set(seen.isIdle());
              }
              return time;
            });
    busy.started(IntNode.valueOf(1), request);
    now.addAndGet(IDLE.multipliedBy(2).toNanos());
    watched.set(busy);
    busy.ended(IntNode.valueOf(1), request);
    assertFalse(idle.get());
    assertFalse(busy.isIdle());
  }

  @Test
  void endedStreamsStayEndedAndTheSessionGoesOn() {
    ReplayBuffer kept = SessionStreams.ofRequest(1, memory);
    reads(kept);
    kit.run(new LegacySession.Keep(kept));
    kit.run(LegacySession.EndStreams.INSTANCE);
    assertTrue(ended);
    ended = false;
    reads(answer(LegacySession.OpenStream::new).log());
    assertTrue(ended);
    assertTrue(kit.isAlive());
  }

  @Test
  void itsIdleTimeBeginsWithItAndAgainWithEachUse() {
    assertEquals(IDLE, timer(IdleOver.INSTANCE));
    now.addAndGet(IDLE.minusSeconds(1).toNanos());
    status.touch();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    kit.run(IdleOver.INSTANCE);
    assertEquals(IDLE.minusSeconds(1), timer(IdleOver.INSTANCE));
    now.addAndGet(IDLE.minusSeconds(1).toNanos());
    kit.run(IdleOver.INSTANCE);
    assertFalse(kit.isAlive());
  }

  @Test
  void aBusySessionIsNotIdle() {
    status.started(IntNode.valueOf(1), new RequestExchange(Era.LEGACY, Optional.empty()));
    kit.getAllEffects();
    now.addAndGet(IDLE.multipliedBy(3).toNanos());
    kit.run(IdleOver.INSTANCE);
    assertEquals(IDLE, timer(IdleOver.INSTANCE));
    assertTrue(kit.isAlive());
  }

  @Test
  void itsStopReleasesAllThatItHolds() {
    reads(answer(LegacySession.OpenStream::new).log());
    ask("who");
    RecordingExchange before = new RecordingExchange();
    status.started(IntNode.valueOf(1), before);
    kit.signal(PostStop.instance());
    assertTrue(ended);
    assertTrue(read.getLast().contains("notifications/cancelled"));
    assertEquals(Answers.NONE, answers.receiveMessage());
    assertEquals(1, before.stops);
    assertTrue(status.isOver());
    assertTrue(status.released().isDone());
    RecordingExchange late = new RecordingExchange();
    status.started(IntNode.valueOf(2), late);
    assertEquals(1, late.stops, "a request that was just being started");
  }

  @Test
  void endStopsIt() {
    kit.run(new LegacySession.End(TestInbox.<LegacySession.Ended>create().getRef()));
    assertFalse(kit.isAlive());
    assertFalse(kit.getAllEffects().stream().anyMatch(Effect.Spawned.class::isInstance));
  }
}
