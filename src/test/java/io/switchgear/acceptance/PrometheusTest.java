package io.switchgear.acceptance;

import static io.switchgear.acceptance.OperatorDesk.JSON;
import static io.switchgear.acceptance.OperatorDesk.PORT_SCAN;
import static io.switchgear.acceptance.OperatorDesk.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.switchgear.testing.Await;
import io.switchgear.watch.webhooks.HookServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A separate server process with faults, as a real Prometheus sees it. */
@Tag("network")
@Tag("process")
class PrometheusTest {

  private static final String TOOL = "{tool=\"port_scan\"}";
  private static final String SCAN =
      "\"name\":\"port_scan\",\"arguments\":{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}";
  private static final String OUT_OF_SCOPE = SCAN.replace("127.0.0.1", "203.0.113.7");

  @TempDir private static Path folder;

  private static HookServer hook;
  private static ServerProcess server;
  private static OperatorDesk desk;
  private static BufferedReader stream;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void makeTrouble() throws Exception {
    hook = new HookServer(number -> 200);
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef");
    server = serve(secret);
    URI url = server.url();
    desk = new OperatorDesk(url);
    prometheus = PrometheusServer.start(folder, url.getAuthority());
    stream = desk.open(desk.request("/api/v1/events").build());
    desk.get("/nosuch");
    for (int i = 0; i < 3; i++) {
      scan();
    }
    desk.mcp("tools/call", "port_scan", OUT_OF_SCOPE);
    desk.order("/api/v1/drills/port_scan", "{\"fault\":\"fail\",\"times\":2}");
    scan();
    scan();
    scan();
    Await.until(
        "an alert that fires",
        () -> alerts(),
        () -> alerts().at("/alerts/0/state").asText().equals("firing"));
    Await.until(
        "the refused call to be scraped",
        () -> prometheus.api("targets"),
        () -> prometheus.value("circuit_breaker_calls_total{result=\"rejected\"}") == 1);
  }

  private static ServerProcess serve(Path secret) throws IOException {
    return ServerProcess.start(
        folder,
        Map.of(
            "SWITCHGEAR_DRILLS_ENABLED",
            "true",
            "SWITCHGEAR_TOOLS_DEFAULT_BREAKER_FAILURE_THRESHOLD",
            "2",
            "SWITCHGEAR_ALERTS_INTERVAL",
            "200ms",
            "SWITCHGEAR_ALERTS_RULES",
            "[{name=failing,measure=failures,window=1h,above=1,below=0,severity=critical}]",
            "SWITCHGEAR_WEBHOOKS",
            "[{url=\"%s\",secret-file=\"%s\",events=[alert]}]".formatted(hook.url(), secret)));
  }

  private static void scan() throws IOException, InterruptedException {
    desk.mcp("tools/call", "port_scan", SCAN);
  }

  private static JsonNode alerts() {
    return get("/api/v1/alerts");
  }

  private static JsonNode get(String path) {
    try {
      return json(desk.get(path));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void end() throws Exception {
    stream.close();
    prometheus.close();
    desk.close();
    server.close();
    hook.close();
  }

  @Test
  void prometheusAndTheServerSayTheSame() {
    JsonNode tool = get("/api/v1/metrics").at("/tools/port_scan");
    assertEquals(7, tool.path("executions").asInt(), tool::toString);
    assertEquals(3, tool.path("successes").asInt());
    assertEquals(2, tool.path("failures").asInt());
    assertEquals(1, tool.path("rejected").asInt());
    assertEquals(1, tool.path("invalid").asInt());
    assertEquals(0.4, tool.path("recent_failure_rate").asDouble());
    assertEquals(7, prometheus.value("mcp_tool_execution_total" + TOOL));
    assertEquals(
        3,
        prometheus.value(
            "mcp_tool_execution_total{tool=\"port_scan\",status=\"success\",error_type=\"none\"}"));
    assertEquals(4, prometheus.value("mcp_tool_errors_total" + TOOL));
    assertEquals(
        2,
        prometheus.value(
            "mcp_tool_errors_total{tool=\"port_scan\",error_type=\"execution_error\"}"));
    assertEquals(5, prometheus.value("mcp_tool_execution_seconds_count" + TOOL));
    assertEquals(
        5, prometheus.value("mcp_tool_execution_seconds_bucket{tool=\"port_scan\",le=\"3600.0\"}"));
    assertEquals(1, prometheus.value("circuit_breaker_state{name=\"port_scan\"}"));
    assertEquals(0, prometheus.value("circuit_breaker_state{name=\"nmap\"}"));
    assertEquals(
        1,
        prometheus.value(
            "circuit_breaker_transitions_total{name=\"port_scan\",from_state=\"closed\",to_state=\"open\"}"));
    assertEquals(0, prometheus.value("mcp_tool_active" + TOOL));
    assertEquals(0, prometheus.value("bulkhead_running{name=\"port_scan\"}"));
    assertEquals(10, prometheus.value("bulkhead_max_running{name=\"port_scan\"}"));
    assertEquals(1, prometheus.value("http_streams"));
    assertEquals(1, prometheus.value("http_requests_total{route=\"other\",status_class=\"4xx\"}"));
    assertEquals(7, prometheus.value("http_requests_total{route=\"/mcp\"}"));
    assertEquals(
        1, prometheus.value("switchgear_alert_firing{alert=\"failing\",tool=\"port_scan\"}"));
  }

  @Test
  void anAlertIsToldOnEverySurface() throws Exception {
    JsonNode body = JSON.readTree(hook.next().body());
    assertEquals("alert", body.path("type").asText());
    assertEquals("failing", body.path("name").asText());
    assertEquals("firing", body.path("state").asText());
    assertEquals("port_scan", body.path("tool").asText());
    assertEquals("critical", alerts().at("/alerts/0/severity").asText());
    Await.until(
        "the alert in Prometheus",
        () -> prometheus.api("rules"),
        () ->
            prometheus
                .api("alerts")
                .path("alerts")
                .valueStream()
                .anyMatch(
                    alert ->
                        alert.at("/labels/alertname").asText().equals("ToolBreakerOpen")
                            && alert.at("/labels/name").asText().equals("port_scan")
                            && alert.path("state").asText().equals("firing")));
  }

  @Test
  void promtoolFindsNothingToSay() throws Exception {
    String metrics = desk.get("/metrics").body();
    assertEquals("", promtool(metrics, "check", "metrics"));
    promtool("", "check", "config", "docker/prometheus/prometheus.yml");
    // The token that it names is in a volume.
    promtool("", "check", "config", "--syntax-only", "docker/prometheus/cluster.yml");
    promtool("", "check", "rules", "docker/prometheus/alerts.yml");
    promtool("", "test", "rules", "src/test/prometheus/alerts.test.yml");
  }

  private static String promtool(String input, String... arguments) throws IOException {
    return Promtool.run(folder, input, arguments);
  }

  @Test
  void everyAlertRuleHasATest() throws IOException {
    String tests = Files.readString(Path.of("src/test/prometheus/alerts.test.yml"));
    String guide = Files.readString(Path.of("docs/operations.md"));
    for (String alert : rules().stream().map(rule -> rule.path("alert").asText()).toList()) {
      assertTrue(tests.contains("alertname: " + alert), alert);
      assertTrue(guide.contains("`" + alert + "`"), alert);
    }
  }

  private static List<JsonNode> rules() throws IOException {
    return new YAMLMapper()
        .readTree(Path.of("docker/prometheus/alerts.yml").toFile())
        .at("/groups/0/rules")
        .valueStream()
        .toList();
  }

  /** The queries of the dashboard, with its variables filled in. */
  private static List<String> panels() throws IOException {
    JsonNode dashboard =
        JSON.readTree(Path.of("docker/grafana/dashboards/switchgear.json").toFile());
    return dashboard.path("panels").findValuesAsText("expr").stream()
        .map(query -> query.replace("$tool", ".*").replace("$__rate_interval", "1m"))
        .toList();
  }

  @Test
  void everyPanelOfTheDashboardShowsSomething() throws IOException {
    List<String> queries = panels();
    assertTrue(queries.size() >= 15, queries::toString);
    for (String query : queries) {
      Await.until("a result of " + query, () -> !prometheus.query(query).isEmpty());
    }
  }

  private static final Set<String> WORDS =
      Set.of(
          "sum",
          "by",
          "rate",
          "increase",
          "histogram_quantile",
          "up",
          "and",
          "or",
          "unless",
          "count",
          "max",
          "bool",
          "ignoring",
          "mode");

  /** The name of a metric, and its selector. */
  private static final Pattern SELECTOR = Pattern.compile("([a-z][a-z_]+)(\\{[^}]*})?");

  private static final Pattern LABEL = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
  private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

  @Test
  void queriesNameOnlyMetricsAndLabelsThatExist() throws IOException {
    List<String> queries = new ArrayList<>(panels());
    rules().forEach(rule -> queries.add(rule.path("expr").asText()));
    for (String query : queries) {
      Set<String> known = new TreeSet<>();
      Matcher selector = SELECTOR.matcher(GROUPING.matcher(query).replaceAll(""));
      while (selector.find()) {
        String metric = selector.group(1);
        if (!WORDS.contains(metric)) {
          Await.until("the metric " + metric + " of " + query, () -> !labels(metric).isEmpty());
          Set<String> labels = labels(metric);
          known.addAll(labels);
          Matcher label = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
          while (label.find()) {
            assertTrue(labels.contains(label.group(1)), () -> label.group(1) + " of " + query);
          }
        }
      }
      Matcher grouping = GROUPING.matcher(query);
      while (grouping.find()) {
        assertTrue(known.containsAll(List.of(grouping.group(1).split(", *"))), query);
      }
    }
  }

  private static Set<String> labels(String metric) {
    Set<String> labels = new TreeSet<>();
    prometheus
        .api("series?match[]=" + PrometheusServer.encoded(metric))
        .forEach(series -> series.fieldNames().forEachRemaining(labels::add));
    return labels;
  }

  @Test
  void everyMetricIsInTheGuide() throws Exception {
    String guide = Files.readString(Path.of("docs/operations.md"));
    List<String> untold =
        desk.get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ")[2])
            .filter(name -> !name.startsWith("jvm_") && !name.startsWith("process_"))
            .filter(name -> !guide.contains("`" + name))
            .toList();
    assertEquals(List.of(), untold);
  }

  /** Every row of the table. A row with a star stands for several metrics. */
  @Test
  void everyMetricOfTheGuideIsThere() throws IOException {
    String guide = Files.readString(Path.of("docs/operations.md"));
    int start = guide.indexOf("| metric | labels |");
    List<String> rows = guide.substring(start, guide.indexOf("\n\n", start)).lines().toList();
    List<String> names = new ArrayList<>();
    for (String row : rows.subList(2, rows.size())) {
      Matcher name = Pattern.compile("`([a-z_]+)`").matcher(row.split("\\|")[1]);
      while (name.find()) {
        names.add(name.group(1));
      }
    }
    assertTrue(names.size() >= 15, names::toString);
    for (String name : names) {
      Await.until(
          "the metric " + name,
          () -> !labels(name).isEmpty() || !labels(name + "_count").isEmpty());
    }
  }

  @Test
  void labelsAreTheSameAfterARestart() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Set<String> before = atRest(desk);
    try (ServerProcess again = ServerProcess.start(other, Map.of());
        OperatorDesk second = new OperatorDesk(again.url())) {
      assertEquals(before, atRest(second));
    }
  }

  @Test
  void alertsOnCountersSeeTheFirstEvent() throws Exception {
    for (String series :
        List.of(
            "webhook_deliveries_total{result=\"failed\"}",
            "webhook_deliveries_total{result=\"dropped\"}",
            "circuit_breaker_transitions_total{name=\"nmap\",to_state=\"open\"}",
            "mcp_tool_errors_total{tool=\"nmap\",error_type=\"timeout\"}",
            "mcp_tool_execution_seconds_count{tool=\"nmap\"}",
            "http_requests_total{route=\"/mcp\",status_class=\"5xx\"}",
            "scan_jobs_ended_total{tool=\"nmap\",state=\"partial\"}",
            "scan_jobs_ended_total{tool=\"port_scan\",state=\"failed\"}",
            "cluster_lost_members_total",
            "scan_blocks_total{result=\"lost\"}",
            "scan_schedule_missed_total{tool=\"nmap\"}",
            "scan_queue_wait_seconds_count")) {
      assertEquals(0, prometheus.value(series), series);
    }
  }

  @Test
  void whatRunsSinceWhenAndInWhichModeIsScraped() throws Exception {
    assertEquals(1, prometheus.value("switchgear_build_info{version!=\"\",java_version!=\"\"}"));
    double start = prometheus.value("process_start_time_seconds");
    assertTrue(Math.abs(start - System.currentTimeMillis() / 1e3) < 3600, () -> "" + start);
    assertTrue(prometheus.value("process_cpu_seconds_total") > 0);
    double open = prometheus.value("process_open_fds");
    assertTrue(open > 0, () -> "" + open);
    assertTrue(prometheus.value("process_max_fds") >= open, () -> "" + open);
    assertEquals(1, prometheus.value("circuit_breaker_mode{name=\"port_scan\",mode=\"auto\"}"));
  }

  @Test
  void theDataSourceOfTheDashboardIsAnInput() throws IOException {
    JsonNode dashboard =
        JSON.readTree(Path.of("docker/grafana/dashboards/switchgear.json").toFile());
    assertEquals("datasource", dashboard.at("/templating/list/0/type").asText());
    Set<String> used = new TreeSet<>();
    dashboard.findValues("datasource").forEach(each -> used.add(each.path("uid").asText()));
    assertEquals(Set.of("${datasource}"), used);
  }

  /** The series before the first call, with their labels in order. */
  private static Set<String> atRest(OperatorDesk desk) throws IOException, InterruptedException {
    return desk.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.matches("(circuit_breaker_state|mcp_tool_active|bulkhead_).*"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theBreakerShowsWhatPrometheusHas() {
    JsonNode breaker = get(PORT_SCAN);
    assertEquals("open", breaker.path("state").asText());
    assertEquals(
        breaker.path("failed_calls").asDouble(),
        prometheus.value("circuit_breaker_calls_total{name=\"port_scan\",result=\"failure\"}"));
    assertEquals(
        breaker.path("rejected_calls").asDouble(),
        prometheus.value("circuit_breaker_calls_total{name=\"port_scan\",result=\"rejected\"}"));
  }
}
