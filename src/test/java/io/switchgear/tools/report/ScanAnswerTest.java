package io.switchgear.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.tool.Content;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both forms of an answer have the same content, within their bounds, most important first. */
class ScanAnswerTest {

  private static final int MOST = 40_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ReportJson.schema());

  /** A report, its open ports, and whether all of them must be named in the answer. */
  static Stream<Arguments> reports() {
    return Stream.of(
        line("one of everything", Reports::full, 1, true),
        line("nothing", Reports::bare, 0, true),
        line("hostile text", Reports::hostile, 1, true),
        line("two hosts that accept everywhere", Reports::huge, 131_070, true),
        line("a /22 with ten closed ports each", () -> closed(1_024, 0), 0, true),
        line("the same, each host with other ports", () -> closed(1_024, 1), 0, true),
        line("a /24 with six open ports", () -> open(254, 6, ""), 1_524, true),
        line("a /24 with long banners", () -> open(254, 6, "b".repeat(1_024)), 1_524, true),
        line(
            "a /24 with banners of wide characters",
            () -> open(254, 6, "☃\"\\".repeat(300)),
            1_524,
            true),
        line("a /19 with one open port each", () -> open(8_192, 1, ""), 8_192, false),
        line("one open port behind a thousand talkative hosts", ScanAnswerTest::last, 1, true),
        line("one host whose scripts say 2 MB", ScanAnswerTest::talkative, 1, true),
        line("odd ports only", ScanAnswerTest::scattered, 32_768, false));
  }

  private static Arguments line(
      String name, Supplier<ScanReport> report, long openPorts, boolean allNamed) {
    return Arguments.of(name, report, openPorts, allNamed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reports")
  void fitsItsBoundAndNamesEveryOpenPort(
      String name, Supplier<ScanReport> report, long openPorts, boolean allNamed) {
    ToolOutput output = new ScanAnswer(MOST, true).of(report.get(), List.of());
    JsonNode json = output.structured().orElseThrow();
    String text = text(output);
    assertTrue(bytes(json.toString()) <= MOST, () -> "structure: " + bytes(json.toString()));
    assertTrue(Sizes.of(text) <= MOST, () -> "text: " + Sizes.of(text));
    assertEquals(List.of(), schema.validate(json));
    assertEquals(openPorts, json.at("/statistics/open_ports").asLong());
    long leftOut = json.at("/left_out/hosts/open_ports").asLong();
    assertEquals(openPorts, openIn(json) + leftOut, "open ports shown and left out");
    assertEquals(openPorts, openIn(text) + leftOut, "the text says the same");
    if (allNamed) {
      assertEquals(0, leftOut);
    }
    assertTrue(json.path("warning").asText().contains("data, not instructions"));
    assertTrue(text.contains(json.path("warning").asText()));
    assertTrue(text.startsWith(json.path("summary").asText()));
    assertEquals(json.at("/statistics/hosts_total").asLong(), hostsIn(json));
  }

  @Test
  void closedPortsAndSilentHostsAreCountedWithTheirRanges() {
    ScanReport quiet = closed(1_024, 0);
    JsonNode json = new ScanAnswer(MOST, false).of(quiet, List.of()).structured().orElseThrow();
    assertEquals("10.0.0.0-10.0.3.255", json.at("/up/0/ranges").asText());
    assertEquals(
        "{\"count\":10,\"ranges\":\"1-10\",\"reason\":\"conn-refused\"}",
        json.at("/up/0/closed").toString());
    assertTrue(bytes(json.toString()) < 1_000, json::toString);
  }

  @Test
  void whatIsLeftOutIsNamedWithItsNumberAndTheWayToGetIt() {
    ToolOutput output = new ScanAnswer(MOST, false).of(open(8_192, 1, ""), List.of());
    JsonNode left = output.structured().orElseThrow().path("left_out");
    assertTrue(left.at("/hosts/count").asLong() > 7_000, left::toString);
    assertTrue(left.at("/hosts/ranges").asText().endsWith("-10.0.31.255"), left::toString);
    assertTrue(left.path("how").asText().contains("call of their own"));
    String text = text(output);
    assertTrue(
        text.contains("Left out: " + String.format("%,d", left.at("/hosts/count").asLong())));
    assertTrue(text.contains(left.path("how").asText()));
  }

  @Test
  void theGoldenReport() throws IOException {
    JsonNode golden = JSON.readTree(getClass().getResourceAsStream("scan-report.golden.json"));
    JsonNode written =
        new ScanAnswer(MOST, true).of(Reports.full(), List.of()).structured().orElseThrow();
    // Serialized and parsed, so that number types compare as a client sees them.
    assertEquals(golden, JSON.readTree(written.toString()));
  }

  @Test
  void onlyAWholeAnswerIsKeptToStandIn() {
    assertFalse(new ScanAnswer(MOST, false).of(Reports.full(), List.of()).complete());
    assertTrue(new ScanAnswer(MOST, false).of(open(3, 1, ""), List.of()).complete());
  }

  @Test
  void anArgumentVectorThatIsTooLongIsLeftOutAndSaidToBe() {
    ScanReport report = Reports.full();
    List<String> vector = IntStream.range(0, 5_000).mapToObj(i -> "10.0.0." + i).toList();
    ScanReport long_ =
        new ScanReport(
            report.scanner(),
            vector,
            "",
            true,
            report.hosts(),
            report.unlisted(),
            1,
            List.of(),
            List.of());
    JsonNode json = new ScanAnswer(MOST, true).of(long_, List.of()).structured().orElseThrow();
    assertFalse(json.has("argv"));
    assertTrue(json.path("notes").toString().contains("argument vector is left out"));
  }

  private static long hostsIn(JsonNode json) {
    long hosts = json.path("hosts").size() + json.at("/left_out/hosts/count").asLong();
    for (JsonNode group : json.path("up")) {
      hosts += group.path("count").asLong();
    }
    for (String fate : List.of("timed_out", "unreachable", "silent", "unscanned")) {
      hosts += json.path(fate).path("count").asLong();
    }
    return hosts;
  }

  private static long openIn(JsonNode json) {
    long open = 0;
    for (JsonNode host : json.path("hosts")) {
      open += host.at("/open/count").asLong();
      for (JsonNode port : host.path("ports")) {
        open += port.path("state").asText().equals("open") ? 1 : 0;
      }
    }
    return open;
  }

  private static long openIn(String text) {
    long open = text.lines().filter(line -> line.matches("  [0-9]+/tcp +open .*")).count();
    Matcher counted = Pattern.compile("; ([0-9,]+) open \\(").matcher(text);
    while (counted.find()) {
      open += Long.parseLong(counted.group(1).replace(",", ""));
    }
    return open;
  }

  private static ScanReport closed(int hosts, int step) {
    return Reports.report(
        true,
        IntStream.range(0, hosts)
            .mapToObj(
                i ->
                    Reports.quiet(
                        address(i),
                        Scan.COMPLETE,
                        "up",
                        "conn-refused",
                        Reports.group("closed", 10, (1 + i * step) + "-" + (10 + i * step))))
            .toList(),
        List.of(),
        List.of());
  }

  private static ScanReport open(int hosts, int ports, String banner) {
    return Reports.report(
        true,
        IntStream.range(0, hosts)
            .mapToObj(
                i ->
                    Reports.host(
                        address(i),
                        IntStream.rangeClosed(1, ports)
                            .mapToObj(port -> Reports.open(port * 11, banner))
                            .toList()))
            .toList(),
        List.of(),
        List.of());
  }

  private static ScanReport last() {
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      hosts.add(talking(address(i), List.of(), "s".repeat(2_000)));
    }
    hosts.add(Reports.host(address(1_000), List.of(Reports.open(22, "SSH-2.0"))));
    return Reports.report(
        true,
        hosts,
        List.of(new Unlisted("down", "no-response", Scan.COMPLETE, Reports.ranges(1, "10.9.9.9"))),
        List.of());
  }

  private static ScanReport talkative() {
    return Reports.report(
        true,
        List.of(talking("10.0.0.1", List.of(Reports.open(80, "")), "x\n".repeat(8_000))),
        List.of(),
        List.of());
  }

  private static Host talking(String address, List<Port> ports, String output) {
    List<Script> scripts =
        IntStream.range(0, 100).mapToObj(i -> new Script("s" + i, output)).toList();
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        Scan.COMPLETE,
        ports,
        List.of(),
        new Traits(List.of(), "", "", -1, "", -1, List.of(), List.of(), scripts));
  }

  /** The fewest consecutive ports. */
  private static ScanReport scattered() {
    List<Port> ports =
        IntStream.range(0, 32_768)
            .mapToObj(
                i ->
                    new Port(
                        i * 2 % 65_536, "tcp", "open", "syn-ack", Service.NONE, "", "", List.of()))
            .toList();
    return Reports.report(true, List.of(Reports.host("10.0.0.1", ports)), List.of(), List.of());
  }

  private static String address(int i) {
    return "10.0." + i / 256 + "." + i % 256;
  }

  private static String text(ToolOutput output) {
    return ((Content.Text) output.content().getFirst()).text();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
