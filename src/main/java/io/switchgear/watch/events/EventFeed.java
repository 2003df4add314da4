package io.switchgear.watch.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.cluster.feed.FeedExchange;
import io.switchgear.cluster.feed.FeedStore;
import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.cluster.feed.Portion;
import io.switchgear.cluster.feed.Portion.Item;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.Event.Source;
import io.switchgear.watch.events.EventLog.RunPart;
import io.switchgear.watch.events.EventLog.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event log as the other nodes get it. */
public final class EventFeed implements FeedStore {

  /** Events of calls that the other nodes are told at once, which is ten times a second at most. */
  static final int CALLS_AT_ONCE = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final EventLog log;
  private final Consumer<Event> repaired;

  /**
   * @param repaired given each event of another node that this node learns of late, because
   *     messages were lost; must return at once
   */
  public EventFeed(EventLog log, Consumer<Event> repaired) {
    this.log = log;
    this.repaired = repaired;
  }

  @Override
  public NodeRun own() {
    return log.run();
  }

  @Override
  public Map<NodeRun, Long> reached() {
    return log.reached();
  }

  @Override
  public Portion fresh(long after) {
    RunPart part = log.part(own(), after);
    long tooMany = part.events().stream().filter(EventFeed::isOfCall).count() - CALLS_AT_ONCE;
    List<Event> thinned = new ArrayList<>();
    for (Event event : part.events()) {
      if (isOfCall(event) && tooMany > 0) {
        tooMany--;
      } else {
        thinned.add(event);
      }
    }
    return portion(own(), after, new RunPart(thinned, part.last()));
  }

  private static boolean isOfCall(Event event) {
    return event.kind().source() == Source.CALLS;
  }

  @Override
  public Portion replay(NodeRun run, long after) {
    return portion(run, after, log.part(run, after));
  }

  private static Portion portion(NodeRun run, long after, RunPart part) {
    List<Item> items = new ArrayList<>();
    int chars = 0;
    long upTo = after;
    for (Event event : part.events()) {
      String facts = event.facts().toString();
      boolean fits = facts.length() <= FeedExchange.MOST_CHARS;
      chars += fits ? facts.length() : 0;
      if (chars > FeedExchange.MOST_CHARS || items.size() == FeedExchange.MOST_ITEMS) {
        return new Portion(run, after, upTo, items);
      }
      // An event that is larger than a message is missing on the other nodes, which say so.
      if (fits) {
        items.add(new Item(event.sequence(), event.at(), event.kind().wire(), facts));
      }
      upTo = event.sequence();
    }
    return new Portion(run, after, part.last(), items);
  }

  @Override
  public void take(Portion portion, boolean late) {
    List<Told> told = portion.items().stream().flatMap(item -> read(item).stream()).toList();
    List<Event> added = log.tell(portion.run(), portion.after(), portion.upTo(), told);
    if (late) {
      added.forEach(repaired);
    }
  }

  /** Empty if a node of a later version tells what this one does not know. */
  private static Optional<Told> read(Item item) {
    Optional<Kind> kind = Kind.of(item.kind());
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    try {
      return JSON.readTree(item.facts()) instanceof ObjectNode facts
          ? Optional.of(new Told(item.sequence(), item.at(), kind.get(), facts))
          : Optional.empty();
    } catch (JsonProcessingException bug) {
      LOG.warn("another node told an event that is not JSON: {}", item.kind(), bug);
      return Optional.empty();
    }
  }

  @Override
  public boolean hasRoomFor(NodeRun run) {
    return log.hasRoomFor(run);
  }

  @Override
  public void running(Set<NodeRun> runs) {
    log.running(runs);
  }

  @Override
  public Runnable whenNews(Consumer<Boolean> news) {
    return log.listen(
            event -> {
              if (event.here()) {
                news.accept(!isOfCall(event));
              }
            })
        ::close;
  }
}
