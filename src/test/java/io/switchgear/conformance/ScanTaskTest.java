package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.tools.report.ReportJson;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of the built-in scanner as tasks, cut into blocks. */
@Tag("network")
@Tag("process")
class ScanTaskTest {

  @TempDir private static Path folder;
  private static ServerSocket listener;
  private static Switchgear server;
  private static TaskClient client;

  @BeforeAll
  static void start() throws Exception {
    listener = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.1"));
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of(
                    "switchgear.http.port", "0",
                    "switchgear.data-dir", folder.toString(),
                    "switchgear.jobs.block-hosts", "4",
                    "switchgear.tasks.after", "0s",
                    "switchgear.tools.nmap.enabled", "false")));
    client = new TaskClient(server.url().orElseThrow());
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
    listener.close();
  }

  private static String arguments() {
    return "{'targets':['127.0.0.0/28'],'exclude':['127.0.0.15'],'ports':'%d'}"
        .formatted(listener.getLocalPort());
  }

  private static void found(JsonNode task, String scanner) {
    assertEquals("complete", task.at("/result/structuredContent/status").asText());
    assertFalse(task.at("/result/isError").asBoolean());
    JsonNode structured = task.at("/result/structuredContent");
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ReportJson.schema())
            .validate(structured));
    assertEquals(scanner, structured.path("scanner").asText());
    assertEquals(15, structured.at("/statistics/hosts_total").asInt());
    JsonNode host = structured.at("/hosts/0");
    assertEquals("127.0.0.1", host.path("address").asText());
    assertEquals(listener.getLocalPort(), host.at("/ports/0/port").asInt());
    assertTrue(
        task.path("statusMessage").asText().startsWith("Complete: 15 of 15 hosts done"),
        task::toString);
  }

  @Test
  void aScanIsATaskAndAJob() {
    String id = client.start("port_scan", arguments());
    found(client.await(id, "completed"), "port_scan");
    assertTrue(client.jobs("port_scan").contains(id));
  }

  @Test
  void aScanThatIsStartedAsAJobIsThatTask() {
    String id =
        client.start(
            "scan_start",
            "{'tool':'port_scan','arguments':%s,'name':'as a job'}".formatted(arguments()));
    found(client.await(id, "completed"), "port_scan");
    assertTrue(client.jobs("port_scan").contains(id));
    assertEquals(List.of(), client.jobs("scan_start"));
  }
}
