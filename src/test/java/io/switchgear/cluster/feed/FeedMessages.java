package io.switchgear.cluster.feed;

import io.switchgear.cluster.feed.FeedExchange.Digest;
import io.switchgear.cluster.feed.FeedExchange.Message;
import io.switchgear.cluster.feed.FeedExchange.Reached;
import io.switchgear.cluster.feed.FeedExchange.Replayed;
import io.switchgear.cluster.feed.FeedExchange.Told;
import io.switchgear.cluster.feed.FeedExchange.Wanted;
import io.switchgear.cluster.feed.Portion.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** One sample of each message of the exchange. */
public final class FeedMessages {

  private FeedMessages() {}

  /**
   * @param system whose dead letters stand for every actor, because their path is always the same
   */
  public static Map<String, Object> all(ActorSystem<?> system) {
    ActorRef<Message> actor = system.deadLetters();
    NodeRun run = new NodeRun("scan-1", "mf3k2a9x-q7z0");
    Item item =
        new Item(
            7,
            Instant.parse("2030-01-02T03:04:05.678Z"),
            "config",
            "{\"by\":\"api\",\"applied\":true}");
    Portion portion = new Portion(run, 5, 7, List.of(item));
    return Map.of(
        "feed-told", new Told(portion, actor),
        "feed-digest", new Digest(run, List.of(new Reached(run, 7)), actor),
        "feed-wanted", new Wanted(run, 5, actor),
        "feed-replayed", new Replayed(portion, 7, actor));
  }
}
