package io.switchgear.cluster.sim;

import io.switchgear.cluster.sim.Step.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The clock, and what happens to the nodes. All times are milliseconds since the start. */
public final class World {

  /** A node that was not heard for so long is unreachable. */
  private static final long SILENT = 2_000;

  /** From its start until a node is a member. */
  private static final long JOINING = 1_000;

  private static final long SKEW = 30_000;

  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  private final Script script;
  private final SplittableRandom random;
  private final List<Model> models = new ArrayList<>();
  private final PriorityQueue<Event> queue = new PriorityQueue<>(256);
  private final List<Step> active = new ArrayList<>();
  private final boolean[] alive;
  private final int[] incarnation;
  private final long[] startedAt;
  private final long[] pausedUntil;
  private final long[][] heardAt;
  private final long[] endedAt = new long[Kind.values().length];
  private long now;
  private long order;
  private long disturbedAt;
  private long events;

  World(Script script) {
    this.script = script;
    this.random = new SplittableRandom(script.seed());
    int nodes = script.nodes();
    this.alive = new boolean[nodes];
    this.incarnation = new int[nodes];
    this.startedAt = new long[nodes];
    this.pausedUntil = new long[nodes];
    this.heardAt = new long[nodes][nodes];
  }

  void add(Model model) {
    models.add(model);
  }

  /**
   * @throws Violation if a rule is broken
   */
  void run() {
    for (int node = 0; node < nodes(); node++) {
      alive[node] = true;
      // The cluster has formed long ago.
      startedAt[node] = -JOINING;
      int started = node;
      models.forEach(model -> model.started(started));
    }
    for (Step step : script.steps()) {
      at(step.at(), () -> begin(step));
    }
    for (Event event = queue.poll();
        event != null && event.at() <= Script.END;
        event = queue.poll()) {
      now = event.at();
      events++;
      event.action().run();
    }
    now = Script.END;
    models.forEach(Model::ended);
  }

  private void begin(Step step) {
    active.add(step);
    if (step.kind() == Kind.CRASH) {
      crash(step.node());
    } else if (step.kind() == Kind.PAUSE) {
      pausedUntil[step.node()] = Math.max(pausedUntil[step.node()], step.end());
    }
    models.forEach(model -> model.began(step));
    at(step.end(), () -> end(step));
  }

  private void end(Step step) {
    active.remove(step);
    endedAt[step.kind().ordinal()] = now;
    if (step.kind().disturbsTheCluster()) {
      disturbedAt = now;
    }
    if (step.kind() == Kind.CRASH && !isActive(Kind.CRASH, step.node())) {
      alive[step.node()] = true;
      startedAt[step.node()] = now;
      models.forEach(model -> model.started(step.node()));
    }
  }

  private void crash(int node) {
    if (alive[node]) {
      alive[node] = false;
      incarnation[node]++;
      pausedUntil[node] = 0;
      Arrays.fill(heardAt[node], Long.MIN_VALUE / 2);
      models.forEach(model -> model.crashed(node));
    }
  }

  public int nodes() {
    return script.nodes();
  }

  public long now() {
    return now;
  }

  /** Random numbers for each node. */
  public SplittableRandom[] randoms() {
    return Stream.generate(random::split).limit(nodes()).toArray(SplittableRandom[]::new);
  }

  /**
   * @param slowest milliseconds that a message takes at most, undisturbed
   */
  public Links links(int slowest) {
    return new Links(this, slowest);
  }

  List<Step> active() {
    return active;
  }

  long events() {
    return events;
  }

  /** The node's own clock, which may be wrong. */
  public Instant clock(int node) {
    return Instant.ofEpochMilli(now + (isActive(Kind.SKEW, node) ? SKEW : 0));
  }

  public int incarnation(int node) {
    return incarnation[node];
  }

  public boolean isAlive(int node) {
    return alive[node];
  }

  /** Whether a step of that kind hits the node now. */
  public boolean isActive(Kind kind, int node) {
    for (Step step : active) {
      if (step.kind() == kind && step.node() == node) {
        return true;
      }
    }
    return false;
  }

  public boolean isActive(Kind kind) {
    return active.stream().anyMatch(step -> step.kind() == kind);
  }

  boolean isActiveFor(Kind kind, long time) {
    return active.stream().anyMatch(step -> step.kind() == kind && now - step.at() >= time);
  }

  /** Whether none of that kind was active for so long. */
  boolean isOverFor(Kind kind, long time) {
    return !isActive(kind) && now - endedAt[kind.ordinal()] >= time;
  }

  long count(Kind kind) {
    return active.stream().filter(step -> step.kind() == kind).count();
  }

  /** Whether nodes, messages and views have been undisturbed for so long. */
  boolean isQuietFor(long time) {
    return now - disturbedAt >= time
        && active.stream().noneMatch(step -> step.kind().disturbsTheCluster());
  }

  /** Outside of all nodes, such as in the database. */
  public void at(long time, Runnable action) {
    queue.add(new Event(time, order++, action));
  }

  /** On the node, unless it crashes before; a paused node catches up later. */
  public void on(int node, long delay, Runnable action) {
    int started = incarnation[node];
    at(now + delay, () -> runOn(node, started, action));
  }

  private void runOn(int node, int started, Runnable action) {
    if (!alive[node] || incarnation[node] != started) {
      return;
    }
    if (now < pausedUntil[node]) {
      at(pausedUntil[node], () -> runOn(node, started, action));
      return;
    }
    action.run();
  }

  /** The node hears a sign of life of another one. */
  void heard(int at, int from) {
    heardAt[at][from] = now;
  }

  /** Whether the node believes so; it reaches itself. */
  public boolean isReachable(int from, int to) {
    return from == to || now - heardAt[from][to] <= SILENT;
  }

  /** The lowest node that this one reaches, which it takes for the owner of what is single. */
  public int lowestReachable(int from) {
    for (int node = 0; node < nodes(); node++) {
      if (isReachable(from, node)) {
        return node;
      }
    }
    throw new IllegalStateException("a node reaches itself");
  }

  public boolean hasJoined(int node) {
    return now - startedAt[node] >= JOINING;
  }
}
