package io.switchgear.cluster;

import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.config.Settings;
import io.switchgear.store.JdbcSettings;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Nodes of a cluster in one JVM, on loopback without TLS, with one PostgreSQL database and the fast
 * settings of tests. Classes that use it need the tags {@code network} and {@code process}.
 */
public final class ClusterLab implements AutoCloseable {

  /** Shorter than as shipped; a node that stops is down after some seconds. */
  public static final Map<String, String> FAST =
      Map.of(
          "pekko.cluster.split-brain-resolver.stable-after", "3s",
          "pekko.cluster.failure-detector.heartbeat-interval", "500ms",
          "pekko.cluster.failure-detector.acceptable-heartbeat-pause", "2s",
          "pekko.cluster.sharding.retry-interval", "500ms",
          "pekko.cluster.sharding.coordinator-failure-backoff", "1s");

  private static final int MOST_ATTEMPTS = 100;

  private final JdbcSettings database;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, LabNode> nodes = new LinkedHashMap<>();
  private final List<String> seeds;

  /** One node. */
  public record LabNode(
      String name, Settings settings, Store store, ActorSystem<Void> system, Members members) {}

  /**
   * @param seeds names of the seeds; the first founds the cluster
   */
  public ClusterLab(String... seeds) {
    this(Postgres.freshDatabase(), seeds);
  }

  public ClusterLab(JdbcSettings database, String... seeds) {
    this.database = database;
    this.seeds = List.of(seeds);
    this.seeds.forEach(seed -> ports.put(seed, freePort()));
  }

  /** Below the ports that the system gives to connections, so that nobody takes it meanwhile. */
  private static int freePort() {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new AssertionError("no port is free");
  }

  public JdbcSettings database() {
    return database;
  }

  /** The settings of a node, which has the same port whenever it starts. */
  public Settings settings(String name, Map<String, String> further) {
    Map<String, String> overrides = new HashMap<>(FAST);
    // So that kill() is sudden.
    overrides.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
    overrides.put("switchgear.node", name);
    overrides.put("switchgear.store.url", database.url());
    overrides.put("switchgear.store.user", database.user());
    overrides.put("switchgear.store.password", database.password());
    overrides.put(
        "switchgear.cluster.port",
        Integer.toString(ports.computeIfAbsent(name, node -> freePort())));
    overrides.put(
        "switchgear.cluster.seeds",
        String.join(",", seeds.stream().map(seed -> "127.0.0.1:" + ports.get(seed)).toList()));
    overrides.put("switchgear.cluster.insecure", "yes");
    overrides.putAll(further);
    return Settings.load(Optional.empty(), overrides);
  }

  public LabNode start(String name) {
    return start(name, Map.of());
  }

  /**
   * Starts a node; it joins in the background.
   *
   * @param further settings by their full keys
   */
  public LabNode start(String name, Map<String, String> further) {
    Settings settings = settings(name, further);
    Store store = Store.open(database, name);
    try {
      ActorSystem<Void> system = Node.start(Behaviors.empty(), settings, Optional.of(store.sql()));
      LabNode node =
          new LabNode(name, settings, store, system, Members.start(system, name, "1.0-test"));
      nodes.put(name, node);
      return node;
    } catch (RuntimeException refused) {
      store.close();
      throw refused;
    }
  }

  /** Starts nodes, and returns when each sees all as members. */
  public void startAll(String... names) {
    List.of(names).forEach(this::start);
    awaitMembers();
  }

  public LabNode node(String name) {
    return nodes.get(name);
  }

  /** Returns when each node sees exactly the running nodes, all of them up and reachable. */
  public void awaitMembers() {
    for (LabNode node : nodes.values()) {
      Await.value(
          "all nodes as " + node.name() + " sees them",
          node.members()::view,
          view -> isWhole(view));
    }
  }

  private boolean isWhole(ClusterView view) {
    return view.nodes().stream()
            .map(NodeView::name)
            .sorted()
            .toList()
            .equals(nodes.keySet().stream().sorted().toList())
        && view.nodes().stream()
            .allMatch(node -> node.status() == NodeView.Status.UP && node.reachable());
  }

  /** Ends a node as SIGTERM does: it leaves first. */
  public void leave(String name) {
    LabNode node = nodes.remove(name);
    Await.result(
        "the end of " + name,
        org.apache.pekko.actor.CoordinatedShutdown.get(node.system())
            .runAll(org.apache.pekko.actor.CoordinatedShutdown.unknownReason()));
    Await.result("the end of " + name, node.system().getWhenTerminated());
    node.store().close();
  }

  /** Ends a node without a word to the others. */
  public void kill(String name) {
    LabNode node = nodes.remove(name);
    node.system().terminate();
    Await.result("the end of " + name, node.system().getWhenTerminated());
    node.store().close();
  }

  @Override
  public void close() {
    List.copyOf(nodes.keySet()).forEach(this::kill);
  }
}
