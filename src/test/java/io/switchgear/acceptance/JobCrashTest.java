package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs whose server is killed (SIGKILL) at random moments go on by themselves from the finished
 * blocks, and end with every host exactly once, as an undisturbed scan does.
 *
 * <p>{@code ./sbt -Dcrash.rounds=20 'testOnly *JobCrashTest'} runs more rounds.
 */
@Tag("network")
@Tag("process")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class JobCrashTest {

  private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);
  private static final int HOSTS = 128;

  @TempDir Path folder;
  private final List<ServerSocket> listeners = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (ServerSocket listener : listeners) {
      listener.close();
    }
  }

  private int listen(int lastByte, int port) throws IOException {
    ServerSocket listener =
        new ServerSocket(
            port, 50, InetAddress.getByAddress(new byte[] {127, 77, 0, (byte) lastByte}));
    listeners.add(listener);
    return listener.getLocalPort();
  }

  @Test
  void inTheEmbeddedDatabase() throws Exception {
    rounds(Map.of());
  }

  @Test
  void inPostgreSql() throws Exception {
    JdbcSettings database = Postgres.freshDatabase();
    rounds(
        Map.of(
            "SWITCHGEAR_STORE_URL", database.url(),
            "SWITCHGEAR_STORE_USER", database.user(),
            "SWITCHGEAR_STORE_PASSWORD", database.password()));
  }

  private void rounds(Map<String, String> store) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, String> environment = new HashMap<>(store);
    environment.put("SWITCHGEAR_JOBS_BLOCK_HOSTS", "4");
    int port = listen(7, 0);
    listen(90, port);
    String body =
        """
        {"tool": "port_scan", "rate": 160, "name": "%s", "randomise": true,
         "arguments": {"targets": ["127.77.0.0/25"], "ports": "%d,1,2", "banners": false}}\
        """;
    int kills = 0;
    int early = 0;
    ServerProcess server = ServerProcess.start(folder, environment);
    try {
      JobsHttp jobs = new JobsHttp(server.url());
      Map<String, String> expected = undisturbed(jobs, body.formatted("undisturbed", port));
      assertEquals(HOSTS, expected.size());
      assertEquals(
          2, expected.values().stream().filter(host -> host.contains(port + "/open")).count());
      for (int round = 1; round <= ROUNDS; round++) {
        String what = "seed " + seed + ", round " + round;
        String id = jobs.start(body.formatted("round " + round, port));
        long done = 0;
        for (int kill = 1 + random.nextInt(2); kill > 0; kill--) {
          server.process().waitFor(random.nextInt(2_500), TimeUnit.MILLISECONDS);
          JsonNode before = jobs.job(id);
          assertTrue(before.path("hosts_done").asLong() >= done, what + ": " + before);
          done = before.path("hosts_done").asLong();
          early += done < HOSTS ? 1 : 0;
          server.process().destroyForcibly();
          server.ended();
          kills++;
          server = ServerProcess.start(folder, environment);
          jobs = new JobsHttp(server.url());
          JsonNode after = jobs.job(id);
          assertTrue(after.path("hosts_done").asLong() >= done, what + ": " + after);
        }
        JsonNode ended = jobs.ended(id);
        assertEquals("completed", ended.path("state").asText(), what + ": " + ended);
        assertEquals(HOSTS, ended.path("hosts_done").asLong(), what + ": " + ended);
        assertEquals(HOSTS, ended.path("hosts_total").asLong(), what + ": " + ended);
        assertEquals(2, ended.path("open_ports").asLong(), what + ": " + ended);
        assertEquals(expected, jobs.hosts(id), what);
      }
      System.out.println(
          "%d rounds with %d kills, %d of them before the end of the job"
              .formatted(ROUNDS, kills, early));
      assertTrue(early > 0, "no kill came before the end of its job; seed " + seed);
    } finally {
      server.close();
    }
  }

  private static Map<String, String> undisturbed(JobsHttp jobs, String body) throws Exception {
    String id = jobs.start(body);
    assertEquals("completed", jobs.ended(id).path("state").asText());
    return jobs.hosts(id);
  }
}
