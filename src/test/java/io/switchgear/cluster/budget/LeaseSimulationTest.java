package io.switchgear.cluster.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.budget.LeaseBook.Answer;
import io.switchgear.cluster.budget.LeaseBook.Round;
import io.switchgear.cluster.budget.LeaseRow.Renewed;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Nodes and a database with virtual clocks: nodes join, die, stand still, lose the database or the
 * other nodes, and want more or less, at random. After each step all nodes together use no more
 * than the limit.
 */
class LeaseSimulationTest {

  private static final String BUDGET = "packets 0a0000";
  private static final int SCHEDULES = Integer.getInteger("leases.schedules", 100);
  private static final int STEPS = 600;
  private static final long TICK = Duration.ofMillis(250).toNanos();

  /** A cluster of so many at most. */
  private static final int MOST_NODES = 5;

  /** Time after which the others go on without a node that they do not hear. */
  private static final long REMOVED = Duration.ofSeconds(12).toNanos();

  /** Time in which a node that goes on has an old view of the others. */
  private static final long STALE = Duration.ofMillis(1_500).toNanos();

  /** The spare seat hides errors. */
  private static final int SPARE = 1;

  /** Most that the clock of a node is wrong in the life of a lease: 2 %. */
  private static final double DRIFT = 0.02;

  @Test
  void noScheduleExceedsTheLimit() {
    long seed = Long.getLong("leases.seed", System.nanoTime());
    System.out.println("leases.seed=" + seed);
    Random random = new Random(seed);
    int gained = 0;
    int lost = 0;
    for (int schedule = 0; schedule < SCHEDULES; schedule++) {
      World world = new World(random);
      for (int step = 0; step < STEPS; step++) {
        world.step();
      }
      world.calm();
      gained += world.gained;
      lost += world.lost;
    }
    // Else the schedules show nothing.
    assertTrue(gained > SCHEDULES, "" + gained);
    assertTrue(lost > SCHEDULES / 10, "" + lost);
  }

  @Test
  void theShareOfALostNodeReturnsWhenItExpires() {
    World world = new World(new Random(1));
    Node one = world.join();
    Node two = world.join();
    one.wanted = world.limit;
    world.run(Duration.ofSeconds(5));
    assertEquals(world.limit, one.share());
    world.nodes.remove(one);
    two.wanted = world.limit;
    world.run(Duration.ofSeconds(4));
    assertEquals(0, two.share());
    world.run(Duration.ofSeconds(8));
    assertEquals(world.limit, two.share());
  }

  @Test
  void aNewNodeHasASeatAtOnceAndAFairPartWithinSeconds() {
    World world = new World(new Random(2));
    world.spare = true;
    Node one = world.join();
    one.wanted = world.limit;
    one.holds = false;
    world.run(Duration.ofSeconds(10));
    assertTrue(one.seat() >= LeaseBook.SEATS / 2, "" + one.seat());
    Node two = world.join();
    two.wanted = world.limit;
    Await.until(
        "a seat, although no other node has given anything back",
        () -> {
          two.step();
          return two.seat() > 0;
        });
    world.run(Duration.ofSeconds(10));
    assertTrue(two.share() >= world.limit / 2, two.share() + " of " + world.limit);
  }

  @Test
  void aSeatOutlastsTheDatabaseButNotAPause() {
    World world = new World(new Random(3));
    Node one = world.join();
    one.wanted = world.limit;
    world.run(Duration.ofSeconds(5));
    one.reachesDatabase = false;
    world.run(Duration.ofSeconds(60));
    assertEquals(0, one.share());
    assertTrue(one.seat() > 0);
    world.now += Duration.ofSeconds(6).toNanos();
    assertEquals(0, one.seat());
    world.run(Duration.ofSeconds(60));
    assertEquals(0, one.seat());
    one.reachesDatabase = true;
    world.run(Duration.ofSeconds(5));
    assertTrue(one.seat() > 0);
    assertEquals(world.limit, one.share());
  }

  /** True time, the database, whose clock is right, and the nodes. */
  private static final class World {
    private final Random random;
    private final int limit;
    private boolean spare;

    /** Whether each answer of the database arrives. */
    private boolean calm;

    private final Map<String, Map<String, LeaseRow>> rows = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> members = new HashSet<>();
    private long now = 1_000_000;
    private int names;
    private int gained;
    private int lost;

    World(Random random) {
      this.random = random;
      this.limit = 1 + random.nextInt(200);
    }

    Node join() {
      Node node = new Node(this, "node-" + names++);
      nodes.add(node);
      members.add(node.name);
      return node;
    }

    /** Time passes, and one thing happens. */
    void step() {
      now += (long) (random.nextDouble() * 2 * TICK);
      switch (random.nextInt(40)) {
        case 0 -> {
          if (nodes.size() < MOST_NODES) {
            join();
          }
        }
        case 1 -> any().ifPresent(node -> node.pause(now + pause()));
        case 2 -> any().ifPresent(nodes::remove);
        case 3 -> any().ifPresent(node -> node.reachesDatabase = !node.reachesDatabase);
        case 4 -> any().ifPresent(node -> node.reachesOthers = random.nextInt(3) > 0);
        case 5, 6, 7 -> any().ifPresent(node -> node.wanted = random.nextInt(2 * limit));
        case 8 -> {
          if (random.nextInt(8) == 0) {
            nodes.forEach(node -> node.reachesDatabase = true);
          }
        }
        default -> any().ifPresent(Node::step);
      }
      membership();
      check();
    }

    private long pause() {
      return (long) (random.nextDouble() * Duration.ofSeconds(30).toNanos());
    }

    private Optional<Node> any() {
      return nodes.isEmpty()
          ? Optional.empty()
          : Optional.of(nodes.get(random.nextInt(nodes.size())));
    }

    /** A node that is not heard is removed; it ends if it runs, and soon after it goes on. */
    private void membership() {
      Set<String> names = new HashSet<>();
      for (Node node : List.copyOf(nodes)) {
        names.add(node.name);
        if (!node.isPaused() && node.reachesOthers) {
          node.heardAt = now;
        } else if (now - node.heardAt > REMOVED) {
          members.remove(node.name);
        }
        if (!members.contains(node.name) && !node.isPaused() && random.nextInt(20) == 0) {
          nodes.remove(node);
        }
      }
      members.removeIf(member -> !names.contains(member) && random.nextInt(40) == 0);
    }

    private void check() {
      List<Node> awake = nodes.stream().filter(node -> !node.isPaused()).toList();
      awake.forEach(Node::stopIfLost);
      int sum = awake.stream().mapToInt(node -> Math.max(node.inUse, node.share())).sum();
      assertTrue(sum <= limit, () -> sum + " of " + limit + " at " + now + ": " + rows);
      int seats = awake.stream().mapToInt(Node::seat).sum();
      assertTrue(seats <= LeaseBook.SEATS, () -> seats + " seats at " + now + ": " + rows);
    }

    /** All works, one node wants all; it gets all. */
    void calm() {
      calm = true;
      for (Node node : nodes) {
        node.reachesDatabase = true;
        node.reachesOthers = true;
        node.pausedUntil = now;
        members.add(node.name);
        node.wanted = 0;
      }
      Node last = join();
      last.wanted = limit;
      run(Duration.ofSeconds(40));
      assertEquals(limit, last.share());
    }

    void run(Duration time) {
      for (long end = now + time.toNanos(); now < end; now += TICK) {
        nodes.forEach(Node::step);
        check();
      }
    }

    /** Transactions are one after the other. */
    Map<String, Answer> renew(String node, Round round) {
      Instant clock = Instant.EPOCH.plusNanos(now);
      Map<String, Answer> answers = new HashMap<>();
      Map<String, LeaseRow> renewed = new HashMap<>();
      rows.values().forEach(row -> row.values().removeIf(old -> !old.keptUntil().isAfter(clock)));
      for (LeaseBook.Wish wish : round.wishes()) {
        String budget = wish.ask().budget();
        Renewed lease =
            LeaseRow.renewed(
                node,
                wish,
                rows.getOrDefault(budget, Map.of()).values(),
                members::contains,
                Timing.SHIPPED.life(),
                clock);
        answers.put(budget, lease.answer());
        renewed.put(budget, lease.row());
      }
      rows.values()
          .forEach(
              leases ->
                  leases.computeIfPresent(
                      node, (name, row) -> row.isLive(clock) ? givenBack(row, clock) : row));
      renewed.forEach(
          (budget, row) -> rows.computeIfAbsent(budget, none -> new HashMap<>()).put(node, row));
      return answers;
    }
  }

  /** As the statement of {@link LeaseTable} does. */
  private static LeaseRow givenBack(LeaseRow row, Instant now) {
    return new LeaseRow(row.node(), 0, 0, row.step(), row.since(), now, row.keptUntil());
  }

  /** A node, whose clock is wrong. */
  private static final class Node {
    private final World world;
    private final String name;
    private final double rate;
    private final long start;
    private final LeaseBook book;
    private boolean reachesDatabase = true;
    private boolean reachesOthers = true;
    private boolean connected = true;
    private boolean noticed = true;
    private long pausedUntil;
    private long heardAt;
    private int wanted;
    private int inUse;

    /** Whether it cannot stop at once what it uses. */
    private boolean holds = true;

    private Optional<Round> round = Optional.empty();
    private Optional<Map<String, Answer>> answers = Optional.empty();
    private long renewedAt;
    private long grantedAt;

    Node(World world, String name) {
      this.world = world;
      this.name = name;
      this.rate = 1 + DRIFT * (2 * world.random.nextDouble() - 1);
      this.start = world.random.nextLong();
      this.heardAt = world.now;
      this.book = new LeaseBook(Timing.SHIPPED, clock());
      this.renewedAt = clock() - Timing.SHIPPED.life().toNanos();
    }

    private long clock() {
      return start + (long) (world.now * rate);
    }

    /** It stands still again only after it has noticed what happened meanwhile. */
    void pause(long until) {
      if (noticed) {
        pausedUntil = until;
        noticed = false;
      }
    }

    boolean isPaused() {
      return world.now < pausedUntil;
    }

    int share() {
      return book.share(BUDGET, clock());
    }

    int seat() {
      return book.seat(clock());
    }

    /** As the tick of the workers does. */
    void stopIfLost() {
      if (book.held(BUDGET, clock()) < inUse) {
        assertTrue(clock() - grantedAt >= Timing.SHIPPED.use().toNanos(), "lost without need");
        inUse = 0;
        world.lost++;
      }
    }

    /** One thing that the node does: it uses, beats, or goes on with a renewal. */
    void step() {
      if (isPaused()) {
        return;
      }
      stopIfLost();
      book.beat(clock(), isConnected());
      if (wanted < inUse || world.random.nextInt(16) == 0) {
        inUse = world.random.nextInt(inUse + 1);
      } else if (holds && share() > inUse && wanted > inUse) {
        inUse += 1 + world.random.nextInt(Math.min(share(), wanted) - inUse);
        world.gained++;
      }
      if (round.isEmpty() && clock() - renewedAt >= book.next().toNanos()) {
        begin();
      } else if (round.isPresent() && answers.isEmpty() && world.random.nextInt(4) > 0) {
        ask();
      } else if (answers.isPresent()) {
        book.granted(round.get(), answers.get());
        grantedAt = round.get().at();
        round = Optional.empty();
        answers = Optional.empty();
      }
    }

    /**
     * A node that goes on after a pause knows for a while only what it knew before: not that it was
     * removed meanwhile.
     */
    private boolean isConnected() {
      if (pausedUntil == 0 || world.now - pausedUntil >= STALE) {
        connected = reachesOthers && world.members.contains(name);
        noticed = true;
      }
      return connected;
    }

    private void begin() {
      List<Ask> asks = asks();
      if (book.withdraw(asks)) {
        asks = asks();
      }
      int members = Math.max(1, world.members.size());
      round = Optional.of(book.begin(asks, members - (world.spare ? 0 : SPARE), clock()));
      renewedAt = clock();
    }

    /** The database takes it or not, and the answer arrives or not. */
    private void ask() {
      Map<String, Answer> answer = reachesDatabase ? world.renew(name, round.get()) : Map.of();
      if (reachesDatabase && (world.calm || world.random.nextInt(20) > 0)) {
        answers = Optional.of(answer);
      } else {
        book.failed();
        round = Optional.empty();
      }
    }

    private List<Ask> asks() {
      int most = Math.max(wanted, inUse);
      return most == 0
          ? List.of()
          : List.of(new Ask(BUDGET, world.limit, most, 1, inUse, Duration.ZERO));
    }
  }
}
