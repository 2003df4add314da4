package io.switchgear.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.switchgear.cluster.join.NodeException;
import io.switchgear.cluster.members.ClusterView;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.config.Settings;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Nodes that form a cluster, leave it, and are refused. */
@Tag("network")
@Tag("process")
class NodesTest {

  /** One cluster for all of it, because founding one takes seconds. */
  @Test
  void nodesComeAndGoAndStrangersAreRefused() {
    try (ClusterLab lab = new ClusterLab("a", "b")) {
      lab.startAll("a", "b");
      lab.start("c", Map.of("switchgear.cluster.roles", "worker"));
      lab.awaitMembers();
      ClusterView seen = lab.node("b").members().view();
      assertTrue(seen.isUp());
      assertEquals(3, seen.nodes().size());
      NodeView worker = lab.node("b").members().find("c").orElseThrow();
      assertEquals(List.of("worker"), worker.roles());
      assertEquals("1.0-test", worker.version());
      assertTrue(worker.upSince().isPresent() && worker.works());

      refusesANamesake(lab);
      refusesANodeWithAnotherDatabase(lab);
      refusesANodeWithAnotherNumberOfShards(lab);
      refusesAServerWithoutACluster(lab);
      lab.awaitMembers();

      // A first seed that starts again would found a cluster of its own if it did not ask the
      // others.
      lab.leave("a");
      lab.awaitMembers();
      lab.start("a");
      lab.awaitMembers();

      // Two of three are the majority.
      assertEquals(0, lab.node("b").members().lost(), "a has left");
      lab.kill("c");
      lab.awaitMembers();
      assertEquals(1, lab.node("a").members().lost());
      assertEquals(1, lab.node("b").members().lost());

      lab.node("a").members().leave(lab.node("a").members().find("b").orElseThrow());
      Await.result("the end of b", lab.node("b").system().getWhenTerminated());
    }
  }

  private static void refusesANamesake(ClusterLab lab) {
    Map<String, String> namesake = Map.of("switchgear.node", "a", "switchgear.cluster.port", "0");
    NodeException refused = assertThrows(NodeException.class, () -> lab.start("d", namesake));
    assertTrue(refused.getMessage().contains("has the name of this one"), refused::getMessage);
    assertTrue(refused.getMessage().contains("switchgear.node"), refused::getMessage);
  }

  /** Nodes with different databases would give each job to two owners. */
  private static void refusesANodeWithAnotherDatabase(ClusterLab lab) {
    try (Store other = Store.open(Postgres.freshDatabase(), "x")) {
      assertRefused(lab.settings("x", Map.of()), other, "its database is another one");
    }
  }

  /** They would disagree on which of them has a job. */
  private static void refusesANodeWithAnotherNumberOfShards(ClusterLab lab) {
    try (Store same = Store.open(lab.database(), "x")) {
      assertRefused(
          lab.settings("x", Map.of("pekko.cluster.sharding.number-of-shards", "7")),
          same,
          "number-of-shards");
    }
  }

  /**
   * @param reason in the logs of the nodes that are in the cluster
   */
  private static void assertRefused(Settings settings, Store store, String reason) {
    Logger log = (Logger) LoggerFactory.getLogger("org.apache.pekko.cluster");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      var stranger = Node.start(Behaviors.empty(), settings, Optional.of(store.sql()));
      Await.result("the end of the stranger", stranger.getWhenTerminated());
      List<String> told =
          List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertTrue(told.stream().anyMatch(line -> line.contains(reason)), told::toString);
      String why = Node.expelled(stranger).orElseThrow();
      assertTrue(why.contains("the logs of its other nodes say what"), why);
    } finally {
      log.detachAppender(lines);
    }
  }

  /** It would take the jobs of the cluster. */
  private static void refusesAServerWithoutACluster(ClusterLab lab) {
    try (Store store = Store.open(lab.database(), "y")) {
      Settings settings = lab.settings("y", Map.of("switchgear.cluster.seeds", ""));
      NodeException refused =
          assertThrows(
              NodeException.class,
              () -> Node.start(Behaviors.empty(), settings, Optional.of(store.sql())));
      assertTrue(refused.getMessage().contains("are one cluster"), refused::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insecure = no | set switchgear.cluster.tls.certificate",
        "insecure = yes, host = 10.0.0.5 | 10.0.0.5 is not loopback",
        "insecure = yes, seeds = \"10.0.0.6:1\" | 10.0.0.6 is not loopback",
        "insecure = yes, discovery = dns | seeds and cluster.discovery exclude each other",
      })
  void whatCannotBeTrustedIsRefused(String keys, String sentence) {
    Map<String, String> overrides = new java.util.HashMap<>();
    overrides.put("switchgear.cluster.seeds", "127.0.0.1:25520");
    for (String pair : keys.split(", ")) {
      String[] parts = pair.split(" = ");
      overrides.put("switchgear.cluster." + parts[0], parts[1].replace("\"", ""));
    }
    Settings settings = Settings.load(Optional.empty(), overrides);
    try (Store store = Store.inMemory()) {
      NodeException refused =
          assertThrows(
              NodeException.class,
              () -> Node.start(Behaviors.empty(), settings, Optional.of(store.sql())));
      assertTrue(refused.getMessage().contains(sentence), refused::getMessage);
    }
  }

  @Test
  void aClusterNeedsADatabaseThatItsNodesShare() {
    Settings settings =
        Settings.load(
            Optional.empty(),
            Map.of(
                "switchgear.cluster.seeds",
                "127.0.0.1:25520",
                "switchgear.cluster.insecure",
                "yes"));
    NodeException refused =
        assertThrows(
            NodeException.class, () -> Node.start(Behaviors.empty(), settings, Optional.empty()));
    assertTrue(refused.getMessage().contains("switchgear.store.url"), refused::getMessage);
  }
}
