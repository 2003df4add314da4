package io.switchgear.app;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.config.Settings;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of the whole program, in the notations that clients and models send. */
@Tag("network")
@Tag("process")
class ArgumentsTest {

  private static Switchgear app;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("a.conf"), "switchgear.tools.nmap.fallback = [{ queue {} }]");
    app = Switchgear.local(Settings.load(Optional.of(config), Map.of()));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static ToolOutcome run(String tool, String arguments) {
    return outcome(app.catalog().call(call(tool, arguments), Progress.NONE));
  }

  private static JsonNode report(String tool, String arguments) {
    ToolOutcome outcome = run(tool, arguments);
    ToolOutput output = assertInstanceOf(Success.class, outcome, outcome::toString).output();
    return output.structured().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "port_scan ¦ {'targets':'127.0.0.1','ports':1}",
        "port_scan ¦ {'targets':['127.0.0.1'],'ports':'1, 2','timeout_ms':500.0}",
        "port_scan ¦ {'targets':'127.0.0.1,"
            + " 127.0.0.2','ports':[1,2],'banners':'false','rate':null}",
        "nmap ¦ {'targets':'127.0.0.1','ports':1,'template':null}",
        "nmap ¦ {'targets':'127.0.0.1','ports':'1, 2','template':'Quick','timing':'4'}",
        "nmap ¦ {'targets':['127.0.0.1"
            + " 127.0.0.2'],'ports':'1-2','service_detection':'false','extra_args':'--max-retries"
            + " 1'}"
      })
  void whatMeansOneThingRuns(String tool, String arguments) {
    assertEquals(0, report(tool, arguments).at("/statistics/open_ports").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nmap", "port_scan"})
  void bothToolsRefuseTheSameInTheSameWords(String tool) {
    for (String[] refused :
        new String[][] {
          {"{'ports':22}", "targets: it is missing, such as [\"192.168.1."},
          {"{'targets':null}", "targets: null does not fit; it must be a list of 1 to 1024 texts"},
          {"{'targets':['127.0.0.1'],'ports':'22;80'}", "ports: \"22;80\" is not a port"},
          {"{'targets':['127.0.0.1'],'ports':22.5}", "ports: 22.5 does not fit"},
          {"{'targets':['127.0.0.1'],'port':22}", "port: there is no such argument"},
          {"{'targets':['127.0.0.1'],'exclude':['127.0.0.1']}", "nothing is left to scan"},
          {"{'targets':['127.0.0.300']}", "\"127.0.0.300\": is not an IPv4 address"}
        }) {
      ToolOutcome outcome = run(tool, refused[0]);
      String message = assertInstanceOf(InvalidInput.class, outcome, refused[0]).message();
      assertTrue(message.contains(refused[1]), message);
    }
  }

  /** Its listener would have a connection waiting. */
  @ParameterizedTest
  @ValueSource(strings = {"nmap", "port_scan"})
  void whatIsExcludedGetsNoPacket(String tool) throws IOException {
    try (ServerSocketChannel spared = listener("127.0.0.1", 0);
        ServerSocketChannel asked =
            listener("127.0.0.2", ((InetSocketAddress) spared.getLocalAddress()).getPort())) {
      int port = ((InetSocketAddress) spared.getLocalAddress()).getPort();
      String technique = tool.equals("nmap") ? ",'technique':'connect'" : "";
      JsonNode report =
          report(
              tool,
              "{'targets':'127.0.0.1-2','exclude':'127.0.0.1','ports':" + port + technique + "}");
      assertEquals(1, report.at("/statistics/hosts_total").asInt(), report::toString);
      assertEquals("127.0.0.2", report.at("/hosts/0/address").asText(), report::toString);
      assertTrue(
          report.path("notes").toString().contains("Excluded and not scanned: 1 of the addresses"),
          report::toString);
      spared.configureBlocking(false);
      asked.configureBlocking(false);
      assertEquals(null, spared.accept());
      try (var connection = asked.accept()) {
        assertTrue(connection != null, "the other host was scanned");
      }
    }
  }

  /** A host that answers is not down for want of open ports. */
  @Test
  void askedForOpenPortsAloneAHostThatAnswersIsUp() {
    JsonNode report = report("nmap", "{'targets':'127.0.0.1','ports':1,'extra_args':'--open'}");
    assertEquals(1, report.at("/statistics/hosts_up").asInt(), report::toString);
    assertTrue(report.path("notes").toString().contains("--open was left out"), report::toString);
  }

  private static ServerSocketChannel listener(String address, int port) throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getByName(address), port));
  }

  /** Some clients refuse the whole list of tools for one enumeration without a type. */
  @Test
  void everyEnumerationOfEveryToolHasAType() {
    List<String> names = app.catalog().descriptors().stream().map(ToolDescriptor::name).toList();
    assertEquals(List.of("nmap", "port_scan", "queued_call"), names);
    for (ToolDescriptor tool : app.catalog().descriptors()) {
      assertTyped(tool.name() + " input", tool.inputSchema());
      tool.outputSchema().ifPresent(schema -> assertTyped(tool.name() + " output", schema));
    }
  }

  private static void assertTyped(String place, JsonNode schema) {
    if (schema.path("enum").isArray() || schema.has("const")) {
      assertTrue(schema.path("type").isTextual(), () -> place + ": an enumeration without a type");
    }
    schema
        .properties()
        .forEach(inner -> assertTyped(place + "/" + inner.getKey(), inner.getValue()));
    if (schema.isArray()) {
      schema.forEach(inner -> assertTyped(place + "/…", inner));
    }
  }
}
