package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.front.access.BearerToken;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** PostgreSQL and the nodes of one cluster, as processes in namespaces. */
final class FaultCluster implements AutoCloseable {

  private static final int REMOTING = 25520;
  private static final int OPEN_PORT = 7;
  private static final List<Integer> LISTENING = List.of(3, 11, 77, 100);

  private static final Duration SKEW = Duration.ofSeconds(30);

  private final Namespaces network;
  private final Listeners listeners;
  private final JdbcSettings database;
  private final JdbcSettings fromHere;
  private final List<FaultNode> nodes = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();
  private final Path folder;

  /** Starts nothing but what the nodes need. */
  FaultCluster(int size, JdbcSettings fresh, Path folder) throws IOException {
    this.folder = folder;
    this.fromHere = fresh;
    this.network = new Namespaces(size, folder);
    this.database = Postgres.listenAlso(network.host(), fromHere);
    this.listeners =
        Listeners.in(network.hub(), OPEN_PORT, LISTENING.stream().map(network::target).toList());
    makeCertificates();
    BearerToken token = BearerToken.fresh();
    for (int number = 1; number <= size; number++) {
      Path home = Files.createDirectories(folder.resolve("node-" + number));
      Path disk = Files.createDirectories(disk(number));
      Commands.run("mount", "-t", "tmpfs", "-o", "size=64m", "sgf", disk.toString());
      Files.writeString(home.resolve("switchgear.conf"), settings(number, size, token));
      nodes.add(new FaultNode(number, network, home, token.reveal()));
    }
  }

  private Path disk(int number) {
    return folder.resolve("disk-" + number);
  }

  private String settings(int number, int size, BearerToken token) {
    List<String> seeds =
        IntStream.rangeClosed(1, size)
            .mapToObj(node -> "\"%s:%d\"".formatted(network.address(node), REMOTING))
            .toList();
    return """
    switchgear {
      node = node-%1$d
      data-dir = "%2$s/data"
      store { url = "%3$s", user = %4$s, password = "%5$s" }
      cluster {
        host = %6$s
        port = %7$d
        seeds = [%8$s]
        tls { certificate = "%9$s/node.pem", key = "%9$s/node.key", authority = "%9$s/authority.pem" }
      }
      http {
        host = %6$s
        port = %10$d
        auth.tokens = [{name = ops, sha256 = "%11$s", scopes = ["scan:run", "ops:write"]}]
      }
      limits { requests-per-second = 1000, burst = 4000, calls-per-minute = 60000 }
      jobs { block-hosts = 4, block-timeout = 20s }
      tools {
        default.breaker.recovery-timeout = 3s
        nmap { call-timeout = 15s, breaker.recovery-timeout = 3s }
        port_scan.call-timeout = 10s
      }
    }
    """
        .formatted(
            number,
            disk(number),
            database.url(),
            database.user(),
            database.password(),
            network.address(number),
            REMOTING,
            String.join(",", seeds),
            folder.resolve("tls"),
            FaultNode.HTTP,
            token.sha256());
  }

  private void makeCertificates() throws IOException {
    Path tls = Files.createDirectories(folder.resolve("tls"));
    Path extensions = tls.resolve("node.ext");
    Files.writeString(
        extensions, "subjectAltName=DNS:switchgear\nextendedKeyUsage=serverAuth,clientAuth\n");
    String authority = tls.resolve("authority").toString();
    String node = tls.resolve("node").toString();
    Commands.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=faults authority",
        "-keyout",
        authority + ".key",
        "-out",
        authority + ".pem");
    Commands.run(
        "openssl",
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=switchgear",
        "-keyout",
        node + ".key",
        "-out",
        node + ".csr");
    Commands.run(
        "openssl",
        "x509",
        "-req",
        "-in",
        node + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        extensions.toString(),
        "-out",
        node + ".pem");
  }

  Namespaces network() {
    return network;
  }

  /** The database, for connections of this JVM. */
  JdbcSettings database() {
    return fromHere;
  }

  int databasePort() {
    String url = fromHere.url();
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/')));
  }

  List<FaultNode> nodes() {
    return nodes;
  }

  /** The node of an address. */
  FaultNode at(String address) {
    return nodes.stream()
        .filter(node -> network.address(node.number()).equals(address))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node has " + address));
  }

  /** A node of which an answer is expected. */
  FaultNode live(Random random) {
    List<FaultNode> live = nodes.stream().filter(node -> !node.disturbed()).toList();
    return live.get(random.nextInt(live.size()));
  }

  /**
   * Starts all nodes, one after the other, because a busy machine has no room for all. The clock of
   * the last one is 30 s fast.
   */
  void start() {
    nodes.getLast().skew(SKEW);
    for (FaultNode node : nodes) {
      node.start();
      Await.until(node.name() + " ready", node::tail, () -> isReady(node));
    }
    awaitCalm(nodes);
  }

  /** Notes what took longer than it should, which a busy machine can cause. */
  void slow(String what) {
    slow.add(what);
  }

  List<String> slow() {
    return List.copyOf(slow);
  }

  /** Takes the room on a node's disk, so that nothing more can be written. */
  void fillDisk(FaultNode node) throws IOException {
    Path filler = disk(node.number()).resolve("filler");
    byte[] chunk = new byte[1 << 16];
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException full) {
      if (Files.size(filler) == 0) {
        throw full;
      }
    }
  }

  void emptyDisk(FaultNode node) throws IOException {
    Files.delete(disk(node.number()).resolve("filler"));
  }

  /**
   * Waits until each node is ready, and sees all nodes up and reachable; then all of them are
   * expected to answer. A node that has ended because the others sent it away is started again, as
   * a supervisor does.
   */
  void awaitCalm(List<FaultNode> mayEnd) {
    for (FaultNode node : nodes) {
      Await.until(
          "calm at " + node.name(),
          () -> seen(node) + "\n" + tails(),
          () -> {
            for (FaultNode each : nodes) {
              if (!each.runs()) {
                if (!mayEnd.contains(each)) {
                  throw new AssertionError(each.name() + " has ended: " + each.tail());
                }
                each.start();
              }
            }
            return isCalm(node);
          });
    }
    nodes.forEach(FaultNode::settle);
  }

  private static boolean isReady(FaultNode node) {
    try {
      return node.client().send("GET", "/health/ready", "").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean isCalm(FaultNode node) {
    if (!isReady(node)) {
      return false;
    }
    try {
      JsonNode members = node.client().get("/api/v1/cluster").path("nodes");
      int up = 0;
      for (JsonNode member : members) {
        if (member.path("status").asText().equals("up") && member.path("reachable").asBoolean()) {
          up++;
        }
      }
      return members.size() == nodes.size() && up == nodes.size();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String seen(FaultNode node) {
    try {
      return node.client().get("/api/v1/cluster").toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  String tails() {
    return String.join("\n", nodes.stream().map(FaultNode::tail).toList());
  }

  /** All that the node has audited. */
  String audit(FaultNode node) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(disk(node.number()).resolve("data/audit"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  /** The state of each breaker of each node, as a node sees them. */
  Optional<Map<String, String>> breakers(FaultNode node) {
    try {
      Map<String, String> states = new TreeMap<>();
      for (JsonNode member : node.client().get("/api/v1/cluster").path("nodes")) {
        member
            .path("breakers")
            .properties()
            .forEach(
                breaker ->
                    states.put(
                        member.path("name").asText() + " " + breaker.getKey(),
                        breaker.getValue().path("state").asText()));
      }
      return Optional.of(states);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.client().close());
    listeners.close();
    network.close();
    Postgres.listenOnLoopback();
  }
}
