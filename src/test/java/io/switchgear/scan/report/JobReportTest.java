package io.switchgear.scan.report;

import static io.switchgear.scan.SampleHosts.group;
import static io.switchgear.scan.SampleHosts.open;
import static io.switchgear.scan.SampleHosts.saying;
import static io.switchgear.scan.SampleHosts.silent;
import static io.switchgear.scan.SampleHosts.traits;
import static io.switchgear.scan.SampleHosts.unscanned;
import static io.switchgear.scan.SampleHosts.up;
import static io.switchgear.scan.SampleHosts.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class JobReportTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/report");

  /** Two hosts with findings, one that is silent, one without open ports, two not scanned. */
  private static SampleJobs small() {
    List<Port> web =
        List.of(
            open(22, "ssh", "OpenSSH", "9.2p1"),
            saying(open(8080, "http", "", ""), "hello", new Script("http-title", "A\nB")));
    List<Host> hosts =
        List.of(
            up("10.0.0.1", "one.lab.internal", web, group("closed", 1, 100, web)),
            silent("10.0.0.2"),
            with(up("10.0.0.3", "", List.of()), traits("02:00:00:00:00:01", "Lab", "Linux 6")),
            unscanned("10.0.0.4", Scan.TIMED_OUT),
            up("fd00::1", "", List.of(open(443, "https", "nginx", "1.22"))));
    return SampleJobs.of(
            "Small",
            JobState.PARTIAL,
            List.of("10.0.0.0/29", "fd00::1"),
            List.of("10.0.0.7"),
            hosts,
            new JobProblem(
                "timed_out", 1, "10.0.0.4", "The time limit was reached.", SampleJobs.ENDED))
        .ofTotal(8);
  }

  @ParameterizedTest
  @EnumSource
  void itIsAsInTheGoldenFile(ReportFormat format) throws IOException {
    String text = stable(Reports.text(format, small()));
    Path file = GOLDEN.resolve("job." + format.wire());
    Path actual = Path.of("target", file.getFileName().toString());
    Files.writeString(actual, text);
    assertEquals(Files.readString(file), text, "the report is in " + actual);
  }

  /** The styles and the script are files of their own. */
  private static String stable(String text) {
    return text.replace(Html.resource("report.css"), "CSS")
        .replace(Html.resource("report.js"), "JS")
        .replace(Html.source(Html.resource("report.css")), "'sha256-CSS'")
        .replace(Html.source(Html.resource("report.js")), "'sha256-JS'");
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatSaysThatTheResultIsPartialAndWhatIsMissing(ReportFormat format)
      throws IOException {
    String text = Reports.text(format, small());
    for (String words :
        List.of(
            "Partial: 5 of 8 hosts done, 3 without a result; 1 problem with 1 host.",
            "The time limit was reached.",
            "10.0.0.4")) {
      assertTrue(text.contains(words), words);
    }
    assertTrue(
        text.indexOf("Partial: 5 of 8") < text.indexOf("one.lab.internal"), "before the hosts");
  }

  @ParameterizedTest
  @EnumSource
  void aWholeJobSaysSo(ReportFormat format) throws IOException {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, List.of(silent("10.0.0.2")));
    assertTrue(Reports.text(format, job).contains("Complete: 1 host scanned."));
  }

  @ParameterizedTest
  @EnumSource
  void aJobWithoutHostsIsAReport(ReportFormat format) throws Exception {
    String text = Reports.text(format, SampleJobs.of(JobState.QUEUED, List.of()).ofTotal(9));
    assertTrue(text.contains("Partial, the job is queued: 0 of 9 hosts done"), text);
    assertTrue(isWhole(format, text));
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasCutOffIsRecognised(ReportFormat format) throws Exception {
    String text = Reports.text(format, small());
    assertTrue(isWhole(format, text));
    for (int size = 1; size < text.length() - 20; size += 97) {
      assertFalse(isWhole(format, text.substring(0, size)), "the first " + size + " characters");
    }
  }

  /** As a reader of the file would do it. */
  private static boolean isWhole(ReportFormat format, String text) throws Exception {
    String last = text.lines().reduce((before, line) -> line).orElse("");
    return switch (format) {
      case JSONL -> {
        long hosts = text.lines().filter(line -> line.contains("\"record\":\"host\"")).count();
        yield last.startsWith("{\"record\":\"end\",\"hosts\":" + hosts + ",") && last.endsWith("}");
      }
      case CSV -> last.startsWith("end,") && text.endsWith("\n");
      case JSON -> parses(() -> JSON.readTree(text));
      case XML -> parses(() -> xml(text));
      case HTML -> text.contains("<style>#cut{display:none}</style>");
    };
  }

  private interface Parser {
    Object parse() throws Exception;
  }

  private static boolean parses(Parser parser) {
    try {
      parser.parse();
      return true;
    } catch (Exception damaged) {
      return false;
    }
  }

  private static Document xml(String text) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new InputSource(new StringReader(text)));
  }

  static Stream<String> hostile() {
    return Stream.of(
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "--><!-- ]]> </nmaprun>",
        "=HYPERLINK(\"http://x\")",
        "+1+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-2+3",
        "\tindented",
        "a,b;\"c\"\r\nd",
        "\u001b[31mred\u0000\u0007",
        "\u202eright to left",
        "\ud800lone",
        "${jndi:ldap://x}",
        "</style></script><b>");
  }

  /** A text from a target stays a text, wherever a target can put it. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("hostile")
  void textFromOutsideIsEscaped(String text) throws Exception {
    SampleJobs job = hostile(text);
    String html = Reports.text(ReportFormat.HTML, job);
    String body = html.substring(html.indexOf("</head>"), html.lastIndexOf("<script>"));
    assertFalse(body.contains("<script>") || body.contains("<img") || body.contains("<b></p>"));
    assertFalse(body.contains("\u001b") || body.contains("\u202e"), "control characters");
    assertFalse(body.matches("(?s).*\\son[a-z]+=['\"].*"), "no attribute was added");

    Document document = xml(Reports.text(ReportFormat.XML, job));
    assertEquals(1, document.getElementsByTagName("host").getLength());
    assertEquals(1, document.getElementsByTagName("port").getLength());

    List<String> lines = Reports.text(ReportFormat.JSONL, job).lines().toList();
    assertEquals(4, lines.size(), "job, problem, host, end");
    for (String line : lines) {
      JsonNode record = JSON.readTree(line);
      assertFalse(record.toString().contains("\u001b"));
    }
    JSON.readTree(Reports.text(ReportFormat.JSON, job));

    String csv = Reports.text(ReportFormat.CSV, job);
    assertEquals(5, csv.split("\r\n").length, csv);
    for (String line : csv.split("\r\n")) {
      for (String cell : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        assertFalse(cell.matches("\"?[=+\\-@\\t].*"), cell);
      }
    }
  }

  private static SampleJobs hostile(String text) {
    Port port =
        saying(
            io.switchgear.scan.SampleHosts.port(
                80, text, "open", io.switchgear.scan.SampleHosts.service(text, text, text)),
            text,
            new Script(text, text));
    Host host = up("10.0.0.1", text, List.of(port));
    return SampleJobs.of(
            text,
            JobState.PARTIAL,
            List.of("10.0.0.1", text),
            List.of(text),
            List.of(with(host, traits(text, text, text, new Script(text, text)))),
            new JobProblem(text, 1, text, text, SampleJobs.ENDED))
        .withArgument("note", text);
  }

  @Test
  void formatsHaveNames() {
    assertEquals(ReportFormat.JSONL, ReportFormat.of("jsonl").orElseThrow());
    assertTrue(ReportFormat.of("pdf").isEmpty());
    assertEquals(
        "job-0123456789abcdef0123456789abcdef.csv", ReportFormat.CSV.fileName(small().job()));
  }
}
