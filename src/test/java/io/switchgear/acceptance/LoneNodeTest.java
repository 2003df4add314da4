package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.Kill;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterUserAction;
import org.apache.pekko.pattern.AskTimeoutException;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server without other nodes accepts no connections at its node's port: no other actor system on
 * the machine can inspect it, join it, down it, or end it.
 */
@Tag("network")
@Tag("process")
class LoneNodeTest {

  private static final Duration NO_ANSWER = Duration.ofSeconds(1);

  /** The transport of a foreign actor system, and its name. */
  enum Stranger {
    TCP("switchgear", "transport = tcp"),
    TLS_WITH_ITS_OWN_CERTIFICATE("switchgear", "transport = tls-tcp"),
    TCP_OF_ANOTHER_NAME("stranger", "transport = tcp");

    private final String system;
    private final String transport;

    Stranger(String system, String transport) {
      this.system = system;
      this.transport = transport;
    }

    ActorSystem start(Path keys) {
      Config config =
          ConfigFactory.parseString(
                  """
                  pekko {
                    loglevel = "OFF"
                    stdout-loglevel = "OFF"
                    actor.provider = cluster
                    cluster.jmx.enabled = off
                    remote.artery {
                      %s
                      canonical { hostname = "127.0.0.1", port = 0 }
                      ssl.config-ssl-engine {
                        key-store = "%s"
                        trust-store = ${pekko.remote.artery.ssl.config-ssl-engine.key-store}
                        key-store-password = changeit
                        key-password = changeit
                        trust-store-password = changeit
                      }
                    }
                  }
                  """
                      .formatted(transport, keys))
              .withFallback(ConfigFactory.defaultReference())
              .resolve();
      return ActorSystem.create(system, config);
    }
  }

  /** An attack on the node. Each succeeds against a node that accepts connections. */
  enum Deed {
    JOIN((system, node) -> Cluster.get(system).join(node)),
    JOIN_AS_A_SEED((system, node) -> Cluster.get(system).joinSeedNodes(List.of(node))),
    DOWN((system, node) -> daemon(system, node).tell(new ClusterUserAction.Down(node), null)),
    LEAVE((system, node) -> daemon(system, node).tell(new ClusterUserAction.Leave(node), null)),
    STOP_THE_GUARDIAN(
        (system, node) -> at(system, node, "/user").tell(PoisonPill.getInstance(), null)),
    KILL_THE_GUARDIAN((system, node) -> at(system, node, "/user").tell(Kill.getInstance(), null)),
    STOP_ALL_BELOW_IT(
        (system, node) -> at(system, node, "/user/*").tell(PoisonPill.getInstance(), null)),
    STOP_THE_CLUSTER((system, node) -> daemon(system, node).tell(PoisonPill.getInstance(), null));

    private final BiConsumer<ActorSystem, Address> deed;

    Deed(BiConsumer<ActorSystem, Address> deed) {
      this.deed = deed;
    }

    private static ActorSelection at(ActorSystem system, Address node, String path) {
      return system.actorSelection(node + path);
    }

    private static ActorSelection daemon(ActorSystem system, Address node) {
      return at(system, node, "/system/cluster/core/daemon");
    }
  }

  /** The protection of the node. */
  enum Wall {
    AS_SHIPPED(""),
    TLS_ALONE("pekko.io.tcp.max-channels = unlimited");

    private final String setting;

    Wall(String setting) {
      this.setting = setting;
    }
  }

  @TempDir private static Path keys;
  @TempDir private Path folder;
  private ServerProcess server;
  private URI url;
  private int port;

  @BeforeAll
  static void makeCertificate() throws Exception {
    SelfSigned.make(keys, "stranger", "EC");
  }

  private void serve(Wall wall) throws Exception {
    Path settings = Files.writeString(folder.resolve("switchgear.conf"), wall.setting);
    server = ServerProcess.start(folder, Map.of(), "--config", settings.toString());
    url = server.url();
    port = nodePort();
  }

  @AfterEach
  void end() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void strangersAreNotHeard(Wall wall) throws Exception {
    serve(wall);
    Map<Stranger, ActorSystem> systems = new EnumMap<>(Stranger.class);
    try {
      for (Stranger stranger : Stranger.values()) {
        systems.put(stranger, stranger.start(keys.resolve("stranger.p12")));
      }
      List<CompletionStage<Object>> answers = new ArrayList<>();
      systems.forEach(
          (stranger, system) -> {
            Address node = new Address("pekko", stranger.system, "127.0.0.1", port);
            for (Deed deed : Deed.values()) {
              deed.deed.accept(system, node);
            }
            for (String path : List.of("/user", "/user/tools", "/system/cluster/core/daemon")) {
              answers.add(
                  Patterns.ask(system.actorSelection(node + path), new Identify(1), NO_ANSWER));
            }
          });
      answers.forEach(LoneNodeTest::assertNone);
      assertEquals("Up, one of 1.", cluster());
    } finally {
      systems.values().forEach(ActorSystem::terminate);
    }
  }

  @Test
  void connectionsOfStrangersCostNoFileAndNoLog() throws Exception {
    serve(Wall.AS_SHIPPED);
    String log = server.log();
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        Socket one = new Socket();
        one.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
        one.getOutputStream().write(("AKKA\1 " + i).repeat(50).getBytes(StandardCharsets.US_ASCII));
        crowd.add(one);
      }
      assertEquals("Up, one of 1.", cluster());
      assertEquals(log, server.log());
      assertEquals(0, accepted());
    } finally {
      for (Socket one : crowd) {
        one.close();
      }
    }
  }

  private static void assertNone(CompletionStage<Object> answer) {
    CompletionException silent =
        assertThrows(CompletionException.class, () -> answer.toCompletableFuture().join());
    assertEquals(AskTimeoutException.class, silent.getCause().getClass());
  }

  /** The health check {@code cluster} of the server. */
  private String cluster() throws IOException {
    HttpURLConnection health = (HttpURLConnection) url.resolve("/health").toURL().openConnection();
    health.setReadTimeout(20_000);
    health.getResponseCode();
    try (InputStream body = health.getInputStream()) {
      return Answers.JSON.readTree(body).path("checks").path("cluster").path("message").asText();
    }
  }

  /**
   * The second port that the server listens on, as any user can find it. The first is the port of
   * HTTP.
   */
  private int nodePort() throws IOException {
    List<Integer> listening =
        sockets()
            .filter(socket -> socket.listens() && socket.port() != url.getPort())
            .map(TcpSocket::port)
            .toList();
    assertEquals(1, listening.size(), listening::toString);
    return listening.getFirst();
  }

  private long accepted() throws IOException {
    return sockets().filter(socket -> !socket.listens() && socket.port() == port).count();
  }

  /** The TCP sockets of the server's process. */
  private Stream<TcpSocket> sockets() throws IOException {
    Set<String> held;
    try (Stream<Path> open = Files.list(Path.of("/proc/" + server.process().pid() + "/fd"))) {
      held = open.map(LoneNodeTest::target).collect(Collectors.toSet());
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
    lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> held.contains("socket:[" + fields[9] + "]"))
        .map(
            fields ->
                new TcpSocket(
                    Integer.parseInt(fields[1].split(":")[1], 16), fields[3].equals("0A")));
  }

  /** A line of proc_net_tcp(5). */
  private record TcpSocket(int port, boolean listens) {}

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
