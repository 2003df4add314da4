package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeCommandTest {

  @TempDir Path folder;
  private Path config;
  private Path rules;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void write() throws IOException {
    rules = folder.resolve("scope.conf");
    Files.writeString(
        rules,
        """
        rules = [
          { allow = ["203.0.113.0/24"], principals = [ann], authoriser = "J. Doe", reference = SOW-1 }
          { allow = ["198.51.100.0/24"], ports = [443], tools = [nmap], authoriser = J, reference = SOW-2 }
          { allow = ["192.0.2.0/24"], authoriser = "Old Owner", reference = SOW-0, until = 2020-01-01 }
          { deny = ["203.0.113.9", "10.9.0.0/16"], authoriser = Safety, reference = CHG-7 }
        ]
        """);
    config = folder.resolve("my.conf");
    Files.writeString(
        config,
        "switchgear.scope {\n  file = \"%s\"\n  deny = [\"10.8.0.0/16\"]\n}\n".formatted(rules));
  }

  private String run(int code, String... args) {
    terminal.out.getBuffer().setLength(0);
    terminal.err.getBuffer().setLength(0);
    String[] all =
        Stream.concat(Arrays.stream(args), Stream.of("--config", config.toString()))
            .toArray(String[]::new);
    assertEquals(code, terminal.run(all), () -> terminal.out + "" + terminal.err);
    return terminal.out + "" + terminal.err;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 203.0.113.7 --as ann | allowed: ;ann with nmap;ports: all;yes      allow"
            + " 203.0.113.0/24  in force;SOW-1;scope.conf:2",
        "3 | 203.0.113.7 --as bob | refused: ;documentation block;needed: ;or a call by ann, whom"
            + " scope.conf:2 allows it;for other principals;scope.conf:2",
        "3 | 203.0.113.9 --as ann | denied by the rule;needed: remove or narrow the rule in"
            + " scope.conf:5;Safety;CHG-7;scope.conf:5",
        "0 | 198.51.100.5 | ports: 443;scope.conf:3",
        "0 | 198.51.100.5 --ports 443 | on ports T:443",
        "3 | 198.51.100.5 --ports 22,443 | only on ports 443;needed: a rule that allows ports T:22"
            + " too, or only ports 443",
        "3 | 198.51.100.5 --ports top:10 | only on ports 443",
        "3 | 198.51.100.5 --tool port_scan | allowed with nmap and not with port_scan;for other"
            + " tools",
        "3 | 192.0.2.1 | was allowed until 2020-01-02T00:00:00Z;needed: a new authorisation by Old"
            + " Owner;expired;scope.conf:4",
        "0 | 10.1.2.3 | loopback and private networks;built-in",
        "3 | 10.9.0.0/24 | scope.conf:5",
        "3 | 10.8.1.1 | deny 10.8.0.0/16;switchgear.scope.deny (;my.conf:3)",
        "3 | 8.8.8.8 | No line is about this target.",
        "3 | www.example.com | may not be resolved",
        "0 | localhost | resolves to;the name localhost",
        "2 | 10.0.0.5/24 | has host bits set; write 10.0.0.0/24",
        "2 | 10.0.0.1 --tool zmap | --tool must be one of nmap, port_scan",
        "2 | 10.0.0.1 --ports 99999 | --ports: ;outside of 1 to 65535",
      })
  void explainTellsWhichLineDecides(int code, String args, String expected) {
    String said =
        run(
            code,
            Stream.concat(Stream.of("scope", "explain"), Arrays.stream(args.split(" ")))
                .toArray(String[]::new));
    for (String part : expected.split(";")) {
      assertTrue(said.contains(part.strip()), said);
    }
  }

  @Test
  void explainAsJson() throws IOException {
    JsonNode json =
        McpClient.JSON.readTree(
            run(3, "scope", "explain", "203.0.113.9", "--as", "ann", "--output", "json"));
    assertEquals(false, json.path("allowed").asBoolean());
    List<JsonNode> lines = json.path("lines").valueStream().toList();
    assertEquals(2, lines.size(), json::toString);
    assertEquals(false, lines.get(0).path("decides").asBoolean());
    assertEquals(true, lines.get(1).path("decides").asBoolean());
    assertEquals(rules + ":5", lines.get(1).path("where").asText());
    assertEquals("Safety", lines.get(1).path("authoriser").asText());
    assertEquals("CHG-7", lines.get(1).path("reference").asText());
    assertTrue(run(3, "scope", "explain", "203.0.113.9", "-o", "csv").contains("decides,effect"));
  }

  @Test
  void showListsTheScopeOfAPrincipal() throws IOException {
    String shown = run(0, "scope", "show", "--as", "bob");
    assertTrue(shown.contains("bob may scan"), shown);
    assertTrue(shown.contains("198.51.100.0/24"), shown);
    assertTrue(!shown.contains("203.0.113.0/24"), shown);
    JsonNode json = McpClient.JSON.readTree(run(0, "scope", "show", "--as", "ann", "-o", "json"));
    assertEquals("ann", json.path("principal").asText());
    assertEquals(4, json.path("allow").size());
    assertEquals("expired", json.path("allow").path(3).path("status").asText());
    assertEquals(2, json.path("deny").size());
  }

  @Test
  void whatIsMissingIsNamed() {
    assertTrue(run(2, "scope", "explain").contains("name the target"));
    assertTrue(run(2, "scope", "show", "10.0.0.1").contains("takes no target"));
  }

  @Test
  void aBadScopeFileIsReportedByEveryCommandThatReadsIt() throws IOException {
    Files.writeString(rules, "rules = [ { allow = [\"10.0.0.5/24\"] } ]");
    String said = run(2, "scope", "show");
    assertTrue(said.contains("scope-file.rules[0].authoriser (" + rules + ":1)"), said);
    assertEquals(2, terminal.run("config", "check", config.toString()));
    assertTrue(terminal.err.toString().contains("scope-file.rules[0]"), terminal.err::toString);
  }
}
