package io.switchgear.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.era.Dispatcher;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RecordingExchange;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.legacy.SessionRegistry.Command;
import io.switchgear.mcp.legacy.SessionRegistry.Full;
import io.switchgear.mcp.legacy.SessionRegistry.Limits;
import io.switchgear.mcp.legacy.SessionRegistry.Opened;
import io.switchgear.mcp.legacy.SessionRegistry.Opening;
import io.switchgear.mcp.method.MethodParts;
import io.switchgear.mcp.method.MethodTable;
import io.switchgear.mcp.method.Subscriptions;
import io.switchgear.mcp.wire.ClientMessage;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.Effect.Stopped;
import org.apache.pekko.actor.testkit.typed.Effect.WatchedWith;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.PostStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRegistryTest {

  private static final int MAX = 3;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final Map<String, SessionRef> table = new ConcurrentHashMap<>();
  private final BehaviorTestKit<Command> kit =
      BehaviorTestKit.create(
          SessionRegistry.create(
              "scan-1",
              new Limits(MAX, Duration.ofMinutes(1), now::get, SessionBudgets.ofHeap()),
              table,
              TestSessions.scheduler()));

  private Opening opening() {
    return opening("me");
  }

  private Opening opening(String owner) {
    now.incrementAndGet();
    TestInbox<Opening> inbox = TestInbox.create();
    kit.run(new SessionRegistry.Open(owner, "2025-06-18", Set.of(), inbox.getRef()));
    return inbox.receiveMessage();
  }

  private SessionRef open() {
    return assertInstanceOf(Opened.class, opening()).client();
  }

  private static void occupy(SessionRef client) {
    client.started(IntNode.valueOf(1), new RecordingExchange());
  }

  private List<String> stopped() {
    return kit.getAllEffects().stream()
        .filter(Stopped.class::isInstance)
        .map(effect -> ((Stopped) effect).childName())
        .toList();
  }

  private static String name(SessionRef client) {
    return client.session().path().name();
  }

  private List<LegacySession.Command> told(SessionRef client) {
    return kit.<LegacySession.Command>childInbox(name(client)).getAllReceived();
  }

  @Test
  void anOpenedSessionIsInTheTableUnderAnIdThatCannotBeGuessed() {
    SessionRef client = open();
    assertTrue(client.id().matches("[A-Za-z0-9_-]{32}\\.[A-Za-z0-9_-]{8}"), client.id());
    assertEquals(Optional.of(SessionId.tagOf("scan-1")), SessionId.tagIn(client.id()));
    assertEquals(client, table.get(client.id()));
    assertTrue(!name(client).contains(client.shown()), "the path is no secret, the id is");
  }

  @Test
  void whenFullTheLongestUnusedThatIsNotBusyMakesWay() {
    SessionRef busy = open();
    occupy(busy);
    SessionRef oldest = open();
    SessionRef used = open();
    assertEquals(List.of(), stopped());
    SessionRef fourth = open();
    assertEquals(List.of(name(oldest)), stopped());
    assertEquals(Set.of(busy.id(), used.id(), fourth.id()), table.keySet());
    now.incrementAndGet();
    used.status().touch();
    open();
    assertEquals(List.of(name(fourth)), stopped());
  }

  @Test
  void nobodyDrivesOutTheSessionsOfOthers() {
    SessionRef mine = open();
    for (int i = 0; i < 2 * MAX; i++) {
      assertInstanceOf(Opened.class, opening("greedy"));
    }
    assertEquals(mine, table.get(mine.id()));
    assertEquals(MAX, table.size());
    assertInstanceOf(Opened.class, opening("third"));
    assertEquals(mine, table.get(mine.id()));
  }

  /**
   * Sessions of the owners a, b, c in the order in which they were last used, upper case where one
   * is busy; who opens another; the place in that order of the one that makes way, or none.
   */
  @ParameterizedTest
  @CsvSource({
    "aaa, b, 0", // a newcomer: the fullest pays, with its longest unused
    "baa, b, 1", // although its own is older
    "baa, a, 1", // the fullest pays itself
    "aab, c, 0",
    "abc, a, 0", // all have as many: who opens pays itself
    "abc, b, 1",
    "abc, d, 0", // a newcomer where all have as many: the longest unused
    "Aab, b, 1", // a busy one is passed over
    "AAb, b, 2", // the fullest is busy: who opens pays itself
    "AAb, a, none", // the fullest never takes from one that has less
    "AAb, c, 2", // a newcomer has less than b
    "AAB, b, none",
    "aBB, c, 0",
    "aBB, b, none", // one that has more never pushes out another
    "ABc, a, none", // as many is not more
    "ABC, d, none",
    "ABc, d, 2",
    "aAa, a, 0"
  })
  void theFullestPaysFirstAndNobodyIsPushedOutByOneThatHasMore(
      String sessions, String opener, String victim) {
    List<SessionRef> clients = new ArrayList<>();
    for (String each : sessions.split("")) {
      SessionRef client =
          assertInstanceOf(Opened.class, opening(each.toLowerCase(Locale.ROOT))).client();
      if (!each.equals(each.toLowerCase(Locale.ROOT))) {
        occupy(client);
      }
      clients.add(client);
    }
    Opening opening = opening(opener);
    if (victim.equals("none")) {
      assertEquals(Full.INSTANCE, opening);
      assertEquals(List.of(), stopped());
    } else {
      assertInstanceOf(Opened.class, opening);
      assertEquals(List.of(name(clients.get(Integer.parseInt(victim)))), stopped());
      assertEquals(MAX, table.size());
    }
  }

  @Test
  void whenEverySessionIsBusyNoneMakesWay() {
    for (int i = 0; i < MAX; i++) {
      occupy(open());
    }
    assertEquals(Full.INSTANCE, opening());
    assertEquals(List.of(), stopped());
    assertEquals(MAX, table.size());
  }

  @Test
  void aSessionThatEndedIsForgotten() {
    SessionRef client = open();
    WatchedWith<?, ?> watch =
        kit.getAllEffects().stream()
            .filter(WatchedWith.class::isInstance)
            .map(effect -> (WatchedWith<?, ?>) effect)
            .findFirst()
            .orElseThrow();
    assertEquals(client.session(), watch.other());
    kit.run((Command) watch.message());
    assertEquals(Map.of(), table);
  }

  @Test
  void endIsAnsweredByTheSessionAndForOneThatIsGoneAtOnce() {
    SessionRef client = open();
    TestInbox<LegacySession.Ended> inbox = TestInbox.create();
    kit.run(new SessionRegistry.End(client, inbox.getRef()));
    assertEquals(Map.of(), table);
    assertEquals(List.of(new LegacySession.End(inbox.getRef())), told(client));
    assertEquals(List.of(), inbox.getAllReceived());
    kit.run(new SessionRegistry.End(client, inbox.getRef()));
    assertEquals(List.of(LegacySession.Ended.INSTANCE), inbox.getAllReceived());
    assertEquals(List.of(), told(client));
  }

  @Test
  void changesGoToThoseWhoListenAndTheEndOfStreamsToAll() {
    SessionRef silent = open();
    SessionRef listening = open();
    listening.status().show(new ReplayBuffer("0", SessionBudgets.ofHeap()));
    CatalogChange change = new CatalogChange.ToolsListed();
    kit.run(new SessionRegistry.TellAll(change));
    assertEquals(List.of(), told(silent));
    assertEquals(List.of(new LegacySession.Tell(change)), told(listening));
    kit.run(SessionRegistry.EndStreams.INSTANCE);
    assertEquals(List.of(LegacySession.EndStreams.INSTANCE), told(silent));
    assertEquals(List.of(LegacySession.EndStreams.INSTANCE), told(listening));
  }

  @Test
  void aCallInASessionSendsItNoMessage() {
    SessionRef client = open();
    ServerIdentity identity = new ServerIdentity("switchgear", "Switchgear", "1", "");
    MethodTable methods =
        new MethodTable(
            new MethodParts(
                McpOffer.of(new FixtureTools()),
                identity,
                new ToolEntries(),
                new RequestState(McpServer.randomKey(), InstantSource.system()),
                new Subscriptions(1)));
    McpReply reply =
        new Dispatcher(new MessageWriter(identity))
            .run(
                methods.find(Era.LEGACY, "tools/call").orElseThrow().method(),
                new ClientMessage.Request(
                    IntNode.valueOf(1), "tools/call", FixtureTools.json("{'name':'a_text'}")),
                TestClient.NO_HEAD,
                Caller.LOCAL,
                client);
    assertEquals(200, assertInstanceOf(McpReply.Json.class, reply).status());
    assertEquals(List.of(), told(client));
    assertFalse(client.status().isBusy());
  }

  @Test
  void itsStopLeavesNoSessionToBeFound() {
    open();
    kit.signal(PostStop.instance());
    assertEquals(Map.of(), table);
  }
}
