package io.switchgear.cluster.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.switchgear.cluster.feed.FeedExchange.Digest;
import io.switchgear.cluster.feed.FeedExchange.Message;
import io.switchgear.cluster.feed.FeedExchange.Reached;
import io.switchgear.cluster.feed.FeedExchange.Replayed;
import io.switchgear.cluster.feed.FeedExchange.Told;
import io.switchgear.cluster.feed.FeedExchange.Wanted;
import io.switchgear.testing.Await;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exchange of one node with a peer that the test plays. */
class FeedExchangeTest {

  private static final NodeRun PEER =
      NodeRun.starting("peer", System.currentTimeMillis(), new Random(1));

  private final ActorTestKit kit =
      ActorTestKit.create(
          "feed",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private final MemoryFeed feed = new MemoryFeed("here");
  private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
  private final ActorRef<Message> peer =
      kit.spawn(
          Behaviors.<Message>receiveMessage(
              message -> {
                heard.add(message);
                return Behaviors.same();
              }));

  private final ActorRef<FeedExchange.Command> exchange = kit.spawn(FeedExchange.create(feed));
  private final ActorRef<Message> node = exchange.narrow();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void join() {
    kit.system().receptionist().tell(Receptionist.register(FeedExchange.KEY, peer));
  }

  private <T extends Message> T next(Class<T> type) {
    while (true) {
      Message message = Await.next(type.getSimpleName(), heard);
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  private static Portion portion(long after, long upTo) {
    return new Portion(
        PEER,
        after,
        upTo,
        LongStream.rangeClosed(after + 1, upTo).mapToObj(MemoryFeed::item).toList());
  }

  private void awaitPeer(long last) {
    Await.value(
        "events of the peer",
        () -> feed.of(PEER),
        all -> all.equals(LongStream.rangeClosed(1, last).boxed().toList()));
  }

  @Test
  void aNewPeerHearsHowFarThisNodeIs_andThenWhatHappens() {
    feed.happens();
    join();
    Digest digest = next(Digest.class);
    assertEquals(feed.own(), digest.self());
    assertEquals(List.of(new Reached(feed.own(), 1)), digest.runs());
    feed.happens();
    Told told = next(Told.class);
    assertEquals(1, told.portion().after());
    assertEquals(2, told.portion().upTo());
    told.from().tell(new Wanted(feed.own(), 0, peer));
    Replayed replayed = next(Replayed.class);
    assertEquals(2, replayed.last());
    assertEquals(2, replayed.portion().items().size());
  }

  @Test
  void afterABugItTellsAndHearsAsBefore() {
    join();
    next(Digest.class);
    feed.breakOnce();
    feed.happens();
    Digest again = next(Digest.class);
    assertEquals(List.of(new Reached(feed.own(), 1)), again.runs());
    feed.happens();
    assertEquals(2, next(Told.class).portion().upTo());
    node.tell(new Told(portion(0, 2), peer));
    awaitPeer(2);
  }

  @Test
  void manyEventsTravelTogetherInTheirOrder() {
    join();
    next(Digest.class);
    feed.portionsOf(400);
    for (int i = 0; i < 1_000; i++) {
      feed.happens();
    }
    long last = 0;
    int messages = 0;
    while (last < 1_000) {
      Portion told = next(Told.class).portion();
      assertEquals(last, told.after());
      last = told.upTo();
      messages++;
    }
    assertTrue(messages < 100, () -> "too many");
  }

  @Test
  void aGapInWhatAPeerTellsIsAskedForAndFilled() {
    node.tell(new Told(portion(0, 2), peer));
    awaitPeer(2);
    node.tell(new Told(portion(5, 6), peer));
    Wanted wanted = next(Wanted.class);
    assertEquals(2, wanted.after());
    assertEquals(PEER, wanted.run());
    // What comes meanwhile waits for the answer.
    node.tell(new Told(portion(6, 7), peer));
    wanted.replyTo().tell(new Replayed(portion(2, 5), 7, peer));
    Wanted rest = next(Wanted.class);
    assertEquals(5, rest.after());
    rest.replyTo().tell(new Replayed(portion(5, 7), 7, peer));
    awaitPeer(7);
    node.tell(new Told(portion(7, 8), peer));
    awaitPeer(8);
    assertEquals(5, feed.repaired(PEER));
  }

  @Test
  void theLostEndOfAStreamIsFoundByItsDigest() {
    node.tell(new Told(portion(0, 2), peer));
    node.tell(new Digest(PEER, List.of(new Reached(PEER, 3)), peer));
    Wanted wanted = next(Wanted.class);
    assertEquals(2, wanted.after());
    wanted.replyTo().tell(new Replayed(portion(2, 3), 3, peer));
    awaitPeer(3);
  }

  @Test
  void aRunOfAThirdNodeIsTakenFromAPeerIfThereIsRoom() {
    NodeRun gone = NodeRun.starting("gone", 1, new Random(2));
    NodeRun unwanted = NodeRun.starting("unwanted", 1, new Random(3));
    node.tell(
        new Digest(
            PEER,
            List.of(new Reached(unwanted, 5), new Reached(feed.own(), 99), new Reached(gone, 1)),
            peer));
    Wanted wanted = next(Wanted.class);
    assertEquals(gone, wanted.run());
    wanted
        .replyTo()
        .tell(new Replayed(new Portion(gone, 0, 1, List.of(MemoryFeed.item(1))), 1, peer));
    Await.value("the event", () -> feed.of(gone), List.of(1L)::equals);
    assertEquals(0, feed.repaired(gone), "it is the first that is known of it");
    assertEquals(List.of(), feed.of(feed.own()));
  }

  @Test
  void aPeerIsRunningFromItsDigestOn() {
    join();
    next(Digest.class);
    node.tell(new Digest(PEER, List.of(), peer));
    Await.value("the runs", feed::running, Set.of(PEER)::equals);
    kit.stop(peer);
    Await.value("no runs", feed::running, Set.of()::equals);
  }
}
