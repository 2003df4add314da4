package io.switchgear.cluster.feed;

import io.switchgear.cluster.feed.Portion.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Keeps everything. */
final class MemoryFeed implements FeedStore {

  private final NodeRun own;
  private final Map<NodeRun, List<Item>> kept = new LinkedHashMap<>();
  private final Map<NodeRun, Integer> repaired = new HashMap<>();
  private Set<NodeRun> running = Set.of();
  private Consumer<Boolean> news = soon -> {};
  private int portion = Integer.MAX_VALUE;
  private final AtomicBoolean broken = new AtomicBoolean();

  MemoryFeed(String node) {
    own = NodeRun.starting(node, System.currentTimeMillis(), new Random());
    kept.put(own, new ArrayList<>());
  }

  void happens() {
    synchronized (this) {
      long next = kept.get(own).size() + 1;
      kept.get(own).add(item(next));
    }
    news.accept(false);
  }

  static Item item(long sequence) {
    return new Item(sequence, Instant.EPOCH, "kind", "{}");
  }

  /** Most items in a portion. */
  synchronized void portionsOf(int items) {
    portion = items;
  }

  synchronized List<Long> of(NodeRun run) {
    return kept.getOrDefault(run, List.of()).stream().map(Item::sequence).toList();
  }

  synchronized int repaired(NodeRun run) {
    return repaired.getOrDefault(run, 0);
  }

  synchronized Set<NodeRun> running() {
    return running;
  }

  @Override
  public NodeRun own() {
    return own;
  }

  @Override
  public synchronized Map<NodeRun, Long> reached() {
    Map<NodeRun, Long> all = new LinkedHashMap<>();
    kept.forEach((run, items) -> all.put(run, items.isEmpty() ? 0 : items.getLast().sequence()));
    return all;
  }

  /** The next question for news fails. */
  void breakOnce() {
    broken.set(true);
  }

  @Override
  public Portion fresh(long after) {
    if (broken.getAndSet(false)) {
      throw new IllegalStateException("a bug");
    }
    return replay(own, after);
  }

  @Override
  public synchronized Portion replay(NodeRun run, long after) {
    List<Item> items =
        kept.getOrDefault(run, List.of()).stream()
            .filter(item -> item.sequence() > after)
            .limit(portion)
            .toList();
    return new Portion(run, after, items.isEmpty() ? after : items.getLast().sequence(), items);
  }

  @Override
  public synchronized void take(Portion told, boolean late) {
    List<Item> items = kept.computeIfAbsent(told.run(), run -> new ArrayList<>());
    long last = items.isEmpty() ? 0 : items.getLast().sequence();
    List<Item> added = told.items().stream().filter(item -> item.sequence() > last).toList();
    items.addAll(added);
    if (late) {
      repaired.merge(told.run(), added.size(), Integer::sum);
    }
  }

  @Override
  public boolean hasRoomFor(NodeRun run) {
    return !run.node().equals("unwanted");
  }

  @Override
  public synchronized void running(Set<NodeRun> runs) {
    running = runs;
  }

  @Override
  public Runnable whenNews(Consumer<Boolean> told) {
    news = told;
    return () -> news = soon -> {};
  }
}
