package io.switchgear.cli.top;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.watch.view.AlertJson;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.CallerJson;
import io.switchgear.watch.view.HealthJson;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.ToolJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Instant;
import java.util.Optional;

/** Models loaded from sample responses of a server. */
final class ServerModels {

  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  static final String TOOLS =
      """
      {"timestamp":"2026-01-01T12:00:00Z","since":"2026-01-01T10:00:00Z","tools":[
       {"name":"nmap","state":"open","mode":"auto","reason_sentence":"calls failed","retry_after":12,
        "in_flight":1,"queued":0,"rate":2.0,"failure_rate":0.25,"p95_seconds":75,"available":true},
       {"name":"port_scan","state":"closed","mode":"auto","retry_after":0,
        "in_flight":2,"queued":3,"rate":1.0,"failure_rate":0,"p95_seconds":0.004,"available":true},
       {"name":"whois","state":"closed","mode":"metrics-only","retry_after":0,
        "in_flight":0,"queued":0,"rate":0,"failure_rate":null,"p95_seconds":null,
        "available":false,"message":"whois is not here. get it",
        "override":{"mode":"metrics-only","operator":"bob","reason":"watching",
                    "expires":"2026-01-01T12:05:00Z"}}]}
      """;

  private static final String CALLS =
      """
      {"calls":[{"tool":"nmap","call_id":"c1","caller":"bob","started_at":"2026-01-01T11:59:00Z",
       "done":5,"total":10,"message":"half of the hosts"}]}
      """;

  private static final String ALERTS =
      """
      {"alerts":[
       {"name":"slow_queries","tool":"nmap","severity":"warning","state":"firing",
        "since":"2026-01-01T11:58:00Z","message":"p95 is 75 s"},
       {"name":"old","tool":"nmap","severity":"warning","state":"resolved",
        "since":"2026-01-01T11:58:00Z","message":"was"}]}
      """;

  private static final String HEALTH =
      """
      {"status":"degraded","checks":[
       {"name":"tool:whois","priority":"informational","status":"unhealthy","message":"not here"},
       {"name":"breaker:nmap","priority":"important","status":"degraded","message":"open"},
       {"name":"store","priority":"critical","status":"unhealthy","message":"disk is full"},
       {"name":"system:cpu","priority":"important","status":"healthy","message":"fine"}]}
      """;

  private static final String JOB =
      """
      {"id":"%s","name":"%s","tool":"nmap","state":"%s","waiting":%s,"principal":"bob","priority":5,
       "targets":[],"exclude":[],"hosts_total":%d,"hosts_done":%d,"hosts_up":2,"open_ports":%d,
       "blocks_total":4,"blocks_done":1,"blocks_failed":0,"rate":%s,"eta_seconds":%s,
       "created_at":"2026-01-01T11:00:00Z","updated_at":"2026-01-01T11:59:59Z","problems_total":%d}
      """;

  private ServerModels() {}

  /** A job of a list, as JSON. */
  static String job(
      String id,
      String name,
      String state,
      String waiting,
      long total,
      long done,
      long open,
      double rate,
      long eta,
      long problems) {
    return JOB.formatted(
        id,
        name,
        state,
        waiting.isEmpty() ? "null" : '"' + waiting + '"',
        total,
        done,
        open,
        rate,
        eta < 0 ? "null" : eta,
        problems);
  }

  static ServerEvent event(String text) {
    return ServerEvent.of(json(text));
  }

  private static <T> T read(String text, Class<T> shape) {
    return ViewMapper.read(json(text), shape);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException(bad);
    }
  }

  static ServerModel loaded() {
    return loaded(TOOLS, "\"ops:read\",\"ops:write\"");
  }

  static ServerModel loaded(String tools, String permissions) {
    return loaded(tools, permissions, Optional.empty());
  }

  /**
   * @param jobs as JSON
   */
  static ServerModel withJobs(String... jobs) {
    String list = "{\"jobs\":[" + String.join(",", jobs) + "]}";
    return loaded(TOOLS, "\"ops:write\"", Optional.of(read(list, JobJson.All.class)));
  }

  private static ServerModel loaded(String tools, String permissions, Optional<JobJson.All> jobs) {
    return ServerModel.empty()
        .loaded(
            new ServerModel.Answers(
                read(
                    "{\"name\":\"ann\",\"permissions\":["
                        + permissions
                        + "],\"server\":{\"node\":\"scan-1\"}}",
                    CallerJson.class),
                read(tools, ToolJson.All.class),
                read(CALLS, CallJson.All.class),
                read(ALERTS, AlertJson.All.class),
                jobs,
                read(HEALTH, HealthJson.class)),
            NOW);
  }
}
