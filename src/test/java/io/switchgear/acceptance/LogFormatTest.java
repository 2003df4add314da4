package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON log format, with the shipped logback.xml. */
@Tag("network")
@Tag("process")
class LogFormatTest {

  @TempDir private Path folder;

  @Test
  void everyLineIsAnObjectUnderTheNameOfOneOfOurClasses() throws Exception {
    Map<String, String> environment =
        Map.of(
            "SWITCHGEAR_LOG_FORMAT",
            "json",
            "JDK_JAVA_OPTIONS",
            "-Dlogback.configurationFile=logback.xml");
    List<JsonNode> lines = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder, environment);
        OperatorDesk desk = new OperatorDesk(server.url())) {
      desk.order(
          OperatorDesk.PORT_SCAN + "/hold-open", "{\"operator\":\"ann\",\"reason\":\"rack\"}");
      server.process().destroy();
      server.ended();
      for (String line : server.log().lines().filter(LogFormatTest::isOurs).toList()) {
        lines.add(OperatorDesk.JSON.readTree(line));
      }
    }
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.path("formattedMessage").asText().contains("ann ordered hold-open: rack")
                        && line.at("/mdc/tool").asText().equals("port_scan")
                        && line.path("level").asText().equals("WARN")),
        lines::toString);
    assertEquals(
        List.of(),
        lines.stream()
            .map(line -> line.path("loggerName").asText())
            .filter(name -> name.isEmpty() || name.startsWith("org.apache.pekko.actor"))
            .toList());
  }

  /** The JVM writes to standard error too; such lines are not from the server. */
  private static boolean isOurs(String line) {
    return !line.matches("(NOTE|WARNING): .*");
  }
}
