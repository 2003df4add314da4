package io.switchgear.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three nodes of {@code examples/cluster/three-nodes}: real processes, mutual TLS, and faults.
 */
@Tag("network")
@Tag("process")
class ThreeNodesTest {

  private static final Path SCRIPT = Path.of("examples/cluster/three-nodes");
  private static final int PORTS = 8;

  @TempDir private Path folder;

  private final int base = freePorts();
  private JdbcSettings database;
  private Path program;

  /** Below the ports that the system gives to connections. */
  private static int freePorts() {
    while (true) {
      int first = ThreadLocalRandom.current().nextInt(12_000, 19_000);
      if (IntStream.range(first, first + PORTS).allMatch(ThreeNodesTest::isFree)) {
        return first;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** What {@code ./sbt stage} builds, from the classes of this build. */
  private Path program() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path starter = folder.resolve("switchgear");
    Files.writeString(
        starter,
        "#!/bin/sh\nexec '%s' $JAVA_OPTS -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' io.switchgear.cli.Main \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(starter, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** With the tests' database. */
  private String run(String... words) {
    return run(
        List.of("--store", database.url()),
        Map.of("STORE_USER", database.user(), "STORE_PASSWORD", database.password()),
        words);
  }

  /** One node, and a database that the script makes. */
  private String runAlone(String... words) {
    return run(List.of("--nodes", "1"), Map.of(), words);
  }

  private String run(List<String> options, Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
    command.add(SCRIPT.toString());
    command.addAll(List.of(words));
    command.addAll(
        List.of(
            "--dir", folder.resolve("nodes").toString(), "--base-port", Integer.toString(base)));
    command.addAll(options);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("SWITCHGEAR", program.toString());
      builder.environment().putAll(environment);
      Path printed = folder.resolve("printed");
      Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
      int code = Await.exit(String.join(" ", words), () -> read(printed), process);
      assertEquals(0, code, () -> read(printed) + logs());
      return read(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logs() {
    return IntStream.rangeClosed(1, 3)
        .mapToObj(node -> folder.resolve("nodes").resolve("node-" + node + ".log"))
        .filter(Files::exists)
        .map(log -> log + ":\n" + read(log))
        .reduce("", String::concat);
  }

  /** The numbers of the nodes whose packets are dropped. */
  private List<String> cutOff() throws IOException {
    Path printed = folder.resolve("tables");
    Await.exit(
        "the list of tables",
        new ProcessBuilder("nft", "list", "tables")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start());
    String own = "table inet switchgear_three_nodes_" + base + "_";
    return read(printed)
        .lines()
        .filter(line -> line.startsWith(own))
        .map(line -> line.substring(own.length()))
        .sorted()
        .toList();
  }

  /** The names of the members that a node can reach, as it sees them. */
  private List<String> members(int node) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:%d/api/v1/cluster".formatted(base + node)))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      List<String> names = new ArrayList<>();
      for (JsonNode each : McpHttp.JSON.readTree(body).path("nodes")) {
        if (each.path("reachable").asBoolean() && each.path("status").asText().equals("up")) {
          names.add(each.path("name").asText());
        }
      }
      return names.stream().sorted().toList();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitMembers(int node, String... names) {
    Await.value(
        "the members as node " + node + " sees them", () -> members(node), List.of(names)::equals);
  }

  /** Longer than usual, because each loss is noticed only after some seconds. */
  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void theNodesFindEachOtherAndSurviveTheLossOfOne() throws Exception {
    database = Postgres.freshDatabase();
    program = program();
    try {
      String started = run("start");
      assertTrue(started.contains("node-3  http://127.0.0.1:" + (base + 3) + "/mcp"), started);
      awaitMembers(2, "node-1", "node-2", "node-3");

      run("kill", "1");
      awaitMembers(2, "node-2", "node-3");
      awaitMembers(3, "node-2", "node-3");

      // The first seed joins the others instead of founding a cluster.
      run("start");
      awaitMembers(1, "node-1", "node-2", "node-3");

      run("cut", "3");
      awaitMembers(1, "node-1", "node-2");
      Await.until(
          "the end of the node that is cut off",
          this::logs,
          () -> run("status").contains("node-3  does not run"));
      assertTrue(
          read(folder.resolve("nodes/node-3.log")).contains("so it has ended; start it again"),
          this::logs);
      run("mend", "3");
      run("start");
      awaitMembers(3, "node-1", "node-2", "node-3");
    } finally {
      run("stop");
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aNodeRunsOnADatabaseOfItsOwnAndIsPaused() throws Exception {
    // The user of PostgreSQL must be able to reach its folder.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    program = program();
    try {
      assertTrue(runAlone("start").contains("node-1  http://127.0.0.1:" + (base + 1) + "/mcp"));
      awaitMembers(1, "node-1");
      String running = runAlone("status");
      assertTrue(running.contains("database runs"), running);
      assertTrue(running.contains("up  reachable: true"), running);

      runAlone("pause", "1");
      String paused = runAlone("status");
      assertTrue(paused.contains(", paused"), paused);
      runAlone("mend", "1");
      awaitMembers(1, "node-1");

      runAlone("stop");
      assertEquals("node-1  does not run\ndatabase does not run\n", runAlone("status"));
      assertTrue(Files.exists(folder.resolve("nodes/database/PG_VERSION")), this::logs);
    } finally {
      runAlone("stop", "--delete");
    }
    assertFalse(Files.exists(folder.resolve("nodes")), "--delete leaves nothing behind");
  }

  /** What is cut needs no running node. */
  @Test
  void mendingOneNodeLeavesTheOthersCutOff() throws Exception {
    program = program();
    try {
      run(List.of(), Map.of(), "cut", "1");
      run(List.of(), Map.of(), "cut", "3");
      run(List.of(), Map.of(), "mend", "1");
      assertEquals(List.of("3"), cutOff());
    } finally {
      run(List.of(), Map.of(), "stop");
    }
    assertEquals(List.of(), cutOff());
  }
}
