package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Reloaded;
import io.switchgear.config.SettingChange;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload changes the metrics and alerts of a running server. */
@Tag("network")
@Tag("process")
class MeteringReloadTest {

  private static final String CALL =
      "\"name\":\"%s\",\"arguments\":{\"targets\":[\"203.0.113.7\"]}";

  @TempDir Path folder;
  private Path file;
  private Switchgear server;
  private OperatorDesk desk;

  @BeforeEach
  void serve() throws IOException {
    file = folder.resolve("my.conf");
    write("switchgear.alerts.rules = []", "switchgear.metrics.snapshot-interval = 7d");
    server =
        Switchgear.serve(
            Settings.load(
                Optional.of(file),
                Map.of(
                    "switchgear.http.port",
                    "0",
                    "switchgear.data-dir",
                    folder.resolve("data").toString(),
                    "switchgear.alerts.interval",
                    "100ms",
                    "switchgear.drills.enabled",
                    "on")));
    desk = new OperatorDesk(server.url().orElseThrow());
  }

  @AfterEach
  void stop() {
    desk.close();
    server.close();
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, "switchgear.reload.watch = off\n" + String.join("\n", lines) + "\n");
  }

  private void reload(List<String> changed) {
    Reloaded reloaded = server.reload("api");
    assertEquals(changed, reloaded.changed().stream().map(SettingChange::key).toList());
    assertEquals(List.of(), reloaded.needsRestart());
  }

  private JsonNode get(String path) {
    try {
      return OperatorDesk.json(desk.get(path));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void call(String tool) throws IOException, InterruptedException {
    desk.mcp("tools/call", tool, CALL.formatted(tool));
  }

  @Test
  void aRuleThatIsNewFiresAndOneThatIsGoneIsResolved() throws Exception {
    desk.order(OperatorDesk.DRILL, "{\"fault\":\"fail\",\"times\":1}");
    desk.mcp(
        "tools/call", "port_scan", CALL.formatted("port_scan").replace("203.0.113.7", "127.0.0.1"));
    assertEquals(0, get("/api/v1/alerts").path("alerts").size());
    write(
        "switchgear.alerts.rules = [{name=failing,measure=failures,window=1h,above=0.5,below=0.5}]",
        "switchgear.metrics.snapshot-interval = 7d");
    reload(List.of("switchgear.alerts.rules"));
    awaitAlert("firing");
    write("switchgear.alerts.rules = []", "switchgear.metrics.snapshot-interval = 7d");
    reload(List.of("switchgear.alerts.rules"));
    awaitAlert("resolved");
  }

  private void awaitAlert(String state) {
    Await.until(
        "an alert that is " + state,
        () -> get("/api/v1/alerts"),
        () -> get("/api/v1/alerts").at("/alerts/0/state").asText().equals(state));
  }

  @Test
  void fewerToolsAreRememberedAndSnapshotsComeSooner() throws Exception {
    call("port_scan");
    assertEquals(1, executions("port_scan"));
    assertEquals(0, snapshots());
    write(
        "switchgear.alerts.rules = []",
        "switchgear.metrics { max-tools = 1, snapshot-interval = 10s }");
    reload(List.of("switchgear.metrics.max-tools", "switchgear.metrics.snapshot-interval"));
    call("nmap");
    assertEquals(1, executions("nmap"));
    assertEquals(0, executions("port_scan"), "dropped for the other");
    Await.until("a snapshot of the metrics", () -> snapshots() > 0);
  }

  private int executions(String tool) {
    return get("/api/v1/metrics").at("/tools/" + tool + "/executions").asInt();
  }

  private int snapshots() {
    return get("/api/v1/metrics/snapshots").path("snapshots").size();
  }
}
