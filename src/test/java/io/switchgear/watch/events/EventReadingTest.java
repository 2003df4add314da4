package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.cluster.feed.FeedExchange;
import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.cluster.feed.Portion;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.EventReading.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Readers of the events of several nodes, whose messages the test carries. */
class EventReadingTest {

  /** A node that tells and is told. */
  private static final class Node {

    private final EventLog log;
    private final List<String> late = new ArrayList<>();
    private final EventFeed feed;

    Node(String name) {
      log = new EventLog(name);
      feed = new EventFeed(log, event -> late.add(text(event)));
    }

    void happens(String what) {
      happens(Kind.CONFIG, what);
    }

    void happens(Kind kind, String what) {
      log.add(kind, JsonNodeFactory.instance.objectNode().put("what", what));
    }

    NodeRun run() {
      return log.run();
    }

    /** Asks another node for a run until it has all. */
    void catchUp(NodeRun run, Node from) {
      while (reached(run) < from.reached(run)) {
        feed.take(from.feed.replay(run, reached(run)), false);
      }
    }

    void catchUp(Node other) {
      catchUp(other.run(), other);
    }

    long reached(NodeRun run) {
      return feed.reached().getOrDefault(run, 0L);
    }
  }

  /** A client that keeps the id of its last event. */
  private static final class Client {

    private final List<String> got = new ArrayList<>();
    private Optional<String> lastId;

    Client(String lastId) {
      this.lastId = Optional.of(lastId);
    }

    /** Connects, reads all there is, and disconnects. */
    void read(Node at) {
      EventReading reading = EventReading.of(at.log, lastId);
      for (List<Part> parts = reading.next(3); !parts.isEmpty(); parts = reading.next(3)) {
        parts.forEach(this::take);
      }
    }

    private void take(Part part) {
      switch (part) {
        case Part.Restarted ignored -> got.add("restarted");
        case Part.Missed missed -> got.add("missed " + missed.count() + " of " + missed.node());
        case Part.Happened happened -> {
          got.add(text(happened.event()));
          lastId = Optional.of(happened.cursor());
        }
      }
    }
  }

  private static String text(Event event) {
    return event.run().node() + " " + event.facts().path("what").asText();
  }

  private final Node a = new Node("a");
  private final Node b = new Node("b");
  private final Node c = new Node("c");

  @Test
  void aClientThatChangesTheNodeGetsEachEventOnce() {
    a.happens("1");
    b.happens("1");
    a.catchUp(b);
    Client client = new Client("0");
    client.read(a);
    assertEquals(List.of("a 1", "b 1"), client.got);
    a.happens("2");
    b.happens("2");
    a.happens("3");
    b.catchUp(a);
    client.read(b);
    assertEquals(List.of("a 1", "b 1", "b 2", "a 2", "a 3"), client.got);
    client.read(b);
    a.catchUp(b);
    client.read(a);
    assertEquals(5, client.got.size());
  }

  @Test
  void aNodeThatIsBehindDoesNotTellAgainWhatTheClientHas() {
    a.happens("1");
    b.catchUp(a);
    a.happens("2");
    Client client = new Client("0");
    client.read(a);
    client.read(b);
    assertEquals(List.of("a 1", "a 2"), client.got);
    a.happens("3");
    b.catchUp(a);
    client.read(b);
    assertEquals(List.of("a 1", "a 2", "a 3"), client.got);
  }

  @Test
  void theEventsOfANodeThatIsGoneComeFromTheOthers() {
    a.happens("1");
    Client client = new Client("0");
    client.read(a);
    a.happens("2");
    b.catchUp(a);
    Node again = new Node("a");
    again.happens("1");
    b.catchUp(again);
    client.read(b);
    assertEquals(List.of("a 1", "a 2", "a 1"), client.got);
    c.catchUp(a.run(), b);
    c.catchUp(again.run(), b);
    client.read(c);
    assertEquals(3, client.got.size(), "the other run of a has a sequence of its own");
    again.catchUp(a.run(), b);
    again.happens("2");
    client.read(again);
    assertEquals("a 2", client.got.getLast());
    assertEquals(4, client.got.size());
  }

  @Test
  void aNodeThatDoesNotKnowARunSaysSoOnce() {
    a.happens("1");
    b.happens("1");
    b.catchUp(a);
    Client client = new Client("0");
    client.read(b);
    b.happens("2");
    c.catchUp(b);
    client.read(c);
    assertEquals(List.of("b 1", "a 1", "restarted", "b 2"), client.got);
    c.happens("1");
    client.read(c);
    assertEquals(5, client.got.size());
    a.happens("2");
    c.catchUp(a);
    client.read(c);
    assertEquals("a 2", client.got.getLast());
    assertEquals(6, client.got.size(), "what it had before comes not again");
  }

  @Test
  void whatNobodyKeepsIsCountedForEachNode() {
    a.happens("first");
    b.happens("first");
    b.catchUp(a);
    Client client = new Client("0");
    client.read(b);
    for (int i = 0; i < EventLog.KEPT + 5; i++) {
      a.happens("" + i);
      b.happens("" + i);
    }
    b.catchUp(a);
    client.got.clear();
    client.read(b);
    assertTrue(client.got.contains("missed 5 of a"), () -> client.got.getFirst());
    assertTrue(client.got.contains("missed 5 of b"), () -> client.got.getFirst());
    assertEquals(2 * EventLog.KEPT + 2, client.got.size());
  }

  @Test
  void whoBeginsNowOrWithTheOldestHasMissedNothing() {
    for (int i = 0; i < EventLog.KEPT + 5; i++) {
      a.happens("" + i);
    }
    EventReading now = EventReading.of(b.log, Optional.empty());
    b.catchUp(a);
    assertFalse(now.next(1).getFirst() instanceof Part.Missed);
    Client client = new Client("0");
    client.read(b);
    assertEquals("a 5", client.got.getFirst());
  }

  @Test
  void anEventsNumberIsAnIdAtItsNode() {
    a.happens("1");
    b.happens("1");
    a.catchUp(b);
    a.happens("2");
    b.happens("2");
    a.catchUp(b);
    Client client = new Client("" + a.run().id(1));
    client.read(a);
    assertEquals(List.of("b 1", "a 2", "b 2"), client.got);
    Client atTheEnd = new Client("" + a.run().id(2));
    atTheEnd.read(a);
    assertEquals(List.of("b 2"), atTheEnd.got);
    Client ahead = new Client("" + a.run().id(3));
    ahead.read(a);
    assertEquals(List.of("restarted", "a 1", "b 1", "a 2", "b 2"), ahead.got);
  }

  @Test
  void aCursorThatNobodyCanHaveBringsAllThatIsKept() {
    a.happens("1");
    b.catchUp(a);
    String future = a.run().token() + ":" + Long.toString(EventReading.MOST_AHEAD + 2, 36);
    for (String id : List.of(future, "mf3k2a9x-q7z0:1", "", "''; drop table events", "1e9")) {
      Client client = new Client(id);
      client.read(b);
      assertEquals(List.of("restarted", "a 1"), client.got, id);
    }
    Client own = new Client(a.run().token() + ":2");
    own.read(a);
    assertEquals(List.of("restarted", "a 1"), own.got);
  }

  @Test
  void aStormOfCallsIsThinnedAndTheRestIsNot() {
    for (int i = 0; i < 500; i++) {
      a.happens(Kind.CALL_ENDED, "call");
    }
    a.happens("important");
    Portion fresh = a.feed.fresh(0);
    assertEquals(501, fresh.upTo());
    assertEquals(EventFeed.CALLS_AT_ONCE + 1, fresh.items().size());
    EventReading reading = EventReading.of(b.log, Optional.of(EventReading.ALL));
    b.feed.take(new Portion(a.run(), 0, 1, a.feed.replay(a.run(), 0).items().subList(0, 1)), false);
    b.feed.take(fresh, false);
    List<Part> parts = reading.next(1_000);
    assertEquals(new Part.Missed("a", 399), parts.getFirst());
    assertEquals(103, parts.size());
  }

  @Test
  void portionsAreBounded() {
    String large = "\u00e9".repeat(1_900);
    for (int i = 0; i < 200; i++) {
      a.happens(large);
    }
    Portion first = a.feed.replay(a.run(), 0);
    assertTrue(first.upTo() < 40, () -> "" + first.upTo());
    int chars = first.items().stream().mapToInt(item -> item.facts().length()).sum();
    assertTrue(chars <= FeedExchange.MOST_CHARS);
    b.catchUp(a);
    assertEquals(200, b.reached(a.run()));
    Client client = new Client("0");
    client.read(b);
    assertEquals(200, client.got.size());
  }

  @Test
  void anEventLargerThanAMessageIsMissingElsewhere() {
    a.happens("1");
    var facts = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 40; i++) {
      facts.put("text" + i, "x".repeat(2_000));
    }
    a.log.add(Kind.CONFIG, facts);
    a.happens("3");
    b.catchUp(a);
    Client client = new Client("0");
    client.read(b);
    assertEquals(List.of("missed 1 of a", "a 1", "a 3"), client.got);
  }

  @Test
  void whatALaterVersionTellsIsSkipped() {
    Instant at = Instant.now();
    b.feed.take(
        new Portion(
            a.run(),
            0,
            3,
            List.of(
                new Portion.Item(1, at, "config", "{\"what\":\"known\"}"),
                new Portion.Item(2, at, "brand_new", "{}"),
                new Portion.Item(3, at, "config", "no JSON"))),
        false);
    assertEquals(3, b.reached(a.run()));
    Client client = new Client("0");
    client.read(b);
    assertEquals(List.of("a known"), client.got);
  }

  @Test
  void aPortionTwiceOrAfterAGapChangesNothing() {
    a.happens("1");
    Portion one = a.feed.fresh(0);
    a.happens("2");
    a.happens("3");
    Portion three = a.feed.fresh(2);
    b.feed.take(one, false);
    b.feed.take(one, false);
    b.feed.take(three, false);
    assertEquals(1, b.reached(a.run()));
    assertEquals(List.of(), b.late);
    b.feed.take(a.feed.replay(a.run(), 1), true);
    assertEquals(List.of("a 2", "a 3"), b.late);
    b.feed.take(new Portion(b.run(), 0, 9, List.of()), false);
    assertEquals(0, b.reached(b.run()), "nobody else tells what happens here");
  }

  @Test
  void runsThatEndedAreForgottenWhenThereAreManyAndTheOthersShareTheRoom() {
    List<Node> ended = new ArrayList<>();
    for (int i = 0; i < EventLog.ENDED_RUNS + 3; i++) {
      Node node = new Node("x");
      node.happens("" + i);
      ended.add(node);
    }
    a.happens("1");
    b.catchUp(a);
    b.feed.running(Set.of(a.run()));
    for (Node node : ended) {
      assertTrue(b.feed.hasRoomFor(node.run()) == (ended.indexOf(node) < EventLog.ENDED_RUNS));
      b.catchUp(node);
    }
    assertEquals(0, b.reached(ended.getFirst().run()));
    assertFalse(b.feed.hasRoomFor(ended.getFirst().run()));
    assertEquals(1, b.reached(ended.getLast().run()));
    assertEquals(1, b.reached(a.run()), "it is running");
    for (int i = 0; i < EventLog.KEPT; i++) {
      a.happens("" + i);
    }
    b.catchUp(a);
    Client client = new Client("0");
    client.read(b);
    int share = EventLog.KEPT_OF_OTHERS / (EventLog.ENDED_RUNS + 1);
    assertEquals(share, client.got.stream().filter(each -> each.startsWith("a ")).count());
  }

  @Test
  void inAnyInterleavingEachEventComesOnceAndInOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Node> nodes = List.of(new Node("a"), new Node("b"), new Node("c"));
      Client client = new Client("0");
      int[] made = new int[3];
      for (int step = 0; step < 60; step++) {
        int at = random.nextInt(3);
        switch (random.nextInt(3)) {
          case 0 -> nodes.get(at).happens("" + made[at]++);
          case 1 -> nodes.get(at).catchUp(nodes.get(random.nextInt(3)));
          default -> client.read(nodes.get(at));
        }
      }
      for (Node node : nodes) {
        nodes.getFirst().catchUp(node);
      }
      client.read(nodes.getFirst());
      client.got.removeIf("restarted"::equals);
      for (int node = 0; node < 3; node++) {
        String name = nodes.get(node).run().node();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < made[node]; i++) {
          expected.add(name + " " + i);
        }
        assertEquals(
            expected,
            client.got.stream().filter(each -> each.startsWith(name)).toList(),
            "seed " + seed + " round " + round);
      }
    }
  }
}
