package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.feed.FeedExchange;
import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.testing.Await;
import io.switchgear.watch.events.EventReading.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The event streams of three nodes. One cluster for all of it, because founding one takes seconds.
 */
@Tag("network")
@Tag("process")
class EventsOfAllNodesTest {

  private final ClusterLab lab = new ClusterLab("a", "b");
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  /** A node's log and its exchange with the others. */
  private final class Node {

    private final String name;
    private final EventLog log;
    private final List<Event> late = new CopyOnWriteArrayList<>();
    private ActorRef<FeedExchange.Command> exchange;

    Node(String name) {
      this.name = name;
      this.log = new EventLog(name);
      listen();
    }

    void listen() {
      exchange = FeedExchange.start(lab.node(name).system(), new EventFeed(log, late::add));
    }

    /** Its messages are lost from now on. */
    void goDeaf() {
      Adapter.toClassic(exchange)
          .tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }

    void opens(String reason) {
      Moves.tell(log, BreakerState.CLOSED, BreakerState.OPEN, reason);
    }

    long has(NodeRun run) {
      return log.reached().getOrDefault(run, 0L);
    }
  }

  /** Reads as a client does, from the id of its last event on. */
  private static final class Client {

    private final List<String> got = new ArrayList<>();
    private Optional<String> lastId = Optional.of(EventReading.ALL);
    private EventReading reading;

    Client connect(Node node) {
      reading = EventReading.of(node.log, lastId);
      return this;
    }

    List<String> read() {
      reading.next(100).forEach(this::take);
      return List.copyOf(got);
    }

    private void take(Part part) {
      if (part instanceof Part.Happened happened) {
        Event event = happened.event();
        got.add(event.run().node() + " " + event.facts().path("reason").asText());
        lastId = Optional.of(happened.cursor());
      } else {
        got.add(part.toString());
      }
    }

    void await(String... last) {
      Await.value(
          String.join(", ", last),
          this::read,
          all ->
              all.size() >= last.length
                  && all.subList(all.size() - last.length, all.size()).equals(List.of(last)));
    }
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Node start(String name) {
    Node node = new Node(name);
    nodes.put(name, node);
    return node;
  }

  private void awaitAll(NodeRun run, long sequence) {
    for (Node node : nodes.values()) {
      Await.value(node.name + " has " + run, () -> node.has(run), has -> has == sequence);
    }
  }

  @Test
  void everyStreamHasTheEventsOfAllNodes() {
    lab.startAll("a", "b", "c");
    Node a = start("a");
    Node b = start("b");
    Node c = start("c");
    Client ann = new Client().connect(a);
    Client bob = new Client().connect(b);

    a.opens("a1");
    ann.await("a a1");
    bob.await("a a1");
    awaitAll(a.log.run(), 1);
    b.opens("b1");
    ann.await("a a1", "b b1");
    bob.await("a a1", "b b1");
    awaitAll(b.log.run(), 1);
    Event seen = c.log.part(a.log.run(), 0).events().getFirst();
    assertEquals("a", seen.toJson().path("node").asText());
    assertEquals(a.log.run().id(1), seen.toJson().path("id").asLong());
    assertTrue(!seen.here());

    // What a node does not hear is repaired when it hears again, by the others if need be.
    c.goDeaf();
    Await.until("c is deaf", () -> "", () -> Adapter.toClassic(c.exchange).isTerminated());
    for (int i = 2; i <= 300; i++) {
      a.opens("a" + i);
    }
    Await.value("b has all", () -> b.has(a.log.run()), has -> has == 300);
    c.listen();
    awaitAll(a.log.run(), 300);
    Client carol = new Client().connect(c);
    List<String> all = carol.read();
    all = carol.read();
    all = carol.read();
    all = carol.read();
    assertEquals(301, all.size());
    assertEquals("a a300", all.getLast());
    assertEquals(299, c.late.size(), "learned late");
    ann.await("a a300");
    int before = ann.got.size();

    // The client of a node that is killed goes on at another one.
    a.opens("last");
    awaitAll(a.log.run(), 301);
    NodeRun first = a.log.run();
    nodes.remove("a");
    lab.kill("a");
    b.opens("b2");
    ann.connect(b).await("a last", "b b2");
    assertEquals(
        before + 2, ann.got.size(), () -> ann.got.subList(before, ann.got.size()).toString());

    // A node that starts again has a sequence of its own, and gets that of its earlier run.
    lab.start("a");
    lab.awaitMembers();
    Node again = start("a");
    again.opens("new");
    assertNotEquals(first, again.log.run());
    ann.await("a new");
    awaitAll(first, 301);
    awaitAll(again.log.run(), 1);
    assertEquals(before + 3, ann.got.size());
    // Else the new node says that it does not know all of what the client has.
    awaitAll(b.log.run(), 2);
    ann.connect(again);
    again.opens("newer");
    ann.await("a new", "a newer");
    ann.connect(c).read();
    assertEquals(before + 4, ann.got.size());
    assertEquals(0, ann.got.stream().filter(each -> each.startsWith("Missed")).count());
  }
}
