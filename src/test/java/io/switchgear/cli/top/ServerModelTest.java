package io.switchgear.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerModelTest {

  private final ServerModel model = ServerModels.loaded();

  private ServerModel withEvent(String event) {
    return model.withEvent(ServerModels.event(event), ServerModels.NOW);
  }

  private static BreakerRow.Status status(ServerModel model, String tool) {
    return model.breakers().get(tool).status();
  }

  @Test
  void whatIsLoadedIsKnown() {
    assertEquals(new ServerModel.Caller("ann", true, "scan-1"), model.caller());
    assertEquals(Duration.ofHours(2), Duration.between(model.since(), model.asOf()));
    assertEquals(List.of("nmap", "port_scan", "whois"), List.copyOf(model.breakers().keySet()));
    BreakerRow nmap = model.breakers().get("nmap");
    assertEquals("open", nmap.status().state());
    assertEquals(Optional.of(ServerModels.NOW.plusSeconds(12)), nmap.status().retryAt());
    assertEquals(0.25, nmap.figures().failureShare().orElseThrow());
    assertEquals(OptionalDouble.empty(), model.breakers().get("whois").figures().p95());
    assertEquals("whois is not here. get it", model.breakers().get("whois").unavailable());
    assertEquals("slow_queries", model.alerts().get("slow_queries nmap").name());
    assertEquals(1, model.alerts().size(), "what is resolved is not shown");
    assertEquals("store", model.health().orElseThrow().worst().orElseThrow().name());
    assertEquals(OptionalDouble.of(0.5), model.calls().get("c1").share());
    assertEquals(3.0, model.rate(), 1e-9);
    assertEquals(0.5 / 3, model.failureShare().orElseThrow(), 1e-9);
  }

  @Test
  void aTransitionIsSeenAtOnceAndTold() {
    ServerModel next =
        withEvent(
            """
            {"id":5,"type":"breaker_transition","timestamp":"2026-01-01T12:00:01Z",
             "tool":"port_scan","from_state":"closed","to_state":"open",
             "reason":"operator_hold_open","metadata":{"operator":"ann","operator_reason":"rack",
             "expires":"2026-01-01T12:10:01Z"}}
            """);
    BreakerRow.Status status = status(next, "port_scan");
    assertEquals("open", status.state());
    assertEquals("hold-open", status.mode());
    assertEquals("by ann: rack", status.why());
    assertEquals(Optional.of(Instant.parse("2026-01-01T12:10:01Z")), status.expires());
    assertEquals(
        "open, was closed: operator hold open by ann: rack", next.entries().getLast().text());
    assertEquals(Map.of("", 5L), next.newest());
    assertEquals("closed", status(model, "port_scan").state(), "a value");
  }

  private static String jobEvent(String type, String change, String state, long done, int second) {
    return """
    {"type":"%s","timestamp":"2026-01-01T12:00:%02dZ","change":"%s","job_id":"j1","name":"lab",
     "tool":"nmap","state":"%s","principal":"bob","hosts_total":64,"hosts_done":%d,
     "hosts_up":1,"open_ports":7,"rate":2.5,"eta_seconds":20,"problems_total":0}
    """
        .formatted(type, second, change, state, done);
  }

  @Test
  void aJobIsFollowedFromItsStartToItsEnd() {
    ServerModel started = withEvent(jobEvent("job_changed", "state", "running", 0, 1));
    ServerModel half =
        started.withEvent(
            ServerModels.event(jobEvent("job_progress", "progress", "running", 32, 2)),
            ServerModels.NOW);
    WatchedJob job = half.jobs().get("j1");
    assertEquals(OptionalDouble.of(0.5), job.share());
    assertEquals(7, job.openPorts());
    assertEquals(20, job.eta().orElseThrow());
    assertEquals(0, started.jobs().get("j1").hostsDone(), "a value");
    for (String state : List.of("completed", "partial", "failed", "cancelled")) {
      ServerModel ended =
          half.withEvent(
              ServerModels.event(jobEvent("job_changed", "state", state, 64, 3)), ServerModels.NOW);
      assertTrue(ended.jobs().isEmpty(), state);
      assertTrue(
          ended
              .withEvent(
                  ServerModels.event(jobEvent("job_progress", "progress", "running", 63, 3)),
                  ServerModels.NOW)
              .jobs()
              .isEmpty(),
          "progress after the end");
    }
    assertTrue(
        half.withEvent(
                ServerModels.event(jobEvent("job_changed", "deleted", "paused", 1, 3)),
                ServerModels.NOW)
            .jobs()
            .isEmpty());
    assertTrue(
        withEvent(jobEvent("job_progress", "progress", "running", 1, 0)).jobs().isEmpty(),
        "older than what is loaded");
  }

  @Test
  void anEventFromBeforeIsTold_butChangesNothing() {
    ServerModel next =
        withEvent(
            """
            {"id":4,"type":"breaker_transition","timestamp":"2026-01-01T11:59:59Z",
             "tool":"nmap","from_state":"half_open","to_state":"closed","reason":"probe_succeeded",
             "metadata":{}}
            """);
    assertEquals("open", status(next, "nmap").state());
    assertEquals(1, next.entries().size());
  }

  @Test
  void anEventThatComesTwiceIsTakenOnce() {
    String event =
        """
        {"id":5,"type":"call_ended","timestamp":"2026-01-01T12:00:01Z","tool":"nmap",
         "call_id":"c1","caller":"bob","outcome":"timeout","duration":1.5}
        """;
    ServerModel once = withEvent(event);
    assertEquals(List.of(), List.copyOf(once.calls().keySet()));
    assertEquals("timeout after 1.5 s, called by bob", once.entries().getLast().text());
    assertSame(once, once.withEvent(ServerModels.event(event), ServerModels.NOW));
  }

  @Test
  void afterARestartNumbersBeginAnew() {
    ServerModel next =
        withEvent("{\"id\":900,\"type\":\"config\",\"by\":\"api\",\"applied\":true}")
            .withEvent(
                ServerModels.event("{\"type\":\"gap\",\"reason\":\"server_restarted\"}"),
                ServerModels.NOW)
            .withEvent(
                ServerModels.event(
                    "{\"id\":7,\"type\":\"config\",\"by\":\"file\",\"applied\":false}"),
                ServerModels.NOW);
    assertEquals(Map.of("", 7L), next.newest());
    assertEquals(
        List.of("reloaded by api", "the server was restarted", "reload failed, by file"),
        next.entries().stream().map(EventLine::text).toList());
  }

  private static String opened(String node, int id) {
    return """
    {"id":%d,"node":"%s","type":"breaker_transition","timestamp":"2026-01-01T12:00:01Z",
     "tool":"port_scan","from_state":"closed","to_state":"open","reason":"failures"}
    """
        .formatted(id, node);
  }

  @Test
  void whatHappensOnAnotherNodeIsToldOnly() {
    ServerModel elsewhere = withEvent(opened("scan-2", 9));
    assertEquals("closed", status(elsewhere, "port_scan").state());
    assertEquals("open, was closed: failures (on scan-2)", elsewhere.entries().getLast().text());
    ServerModel here =
        elsewhere.withEvent(ServerModels.event(opened("scan-1", 3)), ServerModels.NOW);
    assertEquals("open", status(here, "port_scan").state());
    assertEquals("open, was closed: failures", here.entries().getLast().text());
    assertEquals(Map.of("scan-1", 3L, "scan-2", 9L), here.newest());
    assertSame(here, here.withEvent(ServerModels.event(opened("scan-2", 9)), ServerModels.NOW));
  }

  @Test
  void aSampleBringsFiguresAndStates() {
    ServerModel next =
        withEvent(
            """
            {"type":"sample","timestamp":"2026-01-01T12:00:03Z","tools":{"nmap":
             {"state":"half_open","mode":"auto","failure_count":0,"retry_after":0,"in_flight":1,
              "queued":2,"rate":0.5,"failure_rate":null,"p95_seconds":0.02,
              "reason_sentence":"its wait is over"}}}
            """);
    assertEquals("half_open", status(next, "nmap").state());
    assertEquals("its wait is over", status(next, "nmap").why());
    assertEquals(Optional.empty(), status(next, "nmap").retryAt());
    assertEquals(2, next.breakers().get("nmap").figures().queued());
    assertEquals(Duration.ofSeconds(3), next.ahead());
    assertEquals("closed", status(next, "port_scan").state());
    assertEquals(List.of(), next.entries());
  }

  @Test
  void aSampleOfBeforeATransitionDoesNotUndoIt() {
    ServerModel next =
        withEvent(
                """
                {"id":5,"type":"breaker_transition","timestamp":"2026-01-01T12:00:04Z",
                 "tool":"nmap","from_state":"open","to_state":"closed",
                 "reason":"operator_close","metadata":{"operator":"a","operator_reason":"b"}}
                """)
            .withEvent(
                ServerModels.event(
                    """
                    {"type":"sample","timestamp":"2026-01-01T12:00:03Z","tools":{"nmap":
                     {"state":"open","mode":"auto","rate":9}}}
                    """),
                ServerModels.NOW);
    assertEquals("closed", status(next, "nmap").state());
    assertEquals(9, next.breakers().get("nmap").figures().rate());
  }

  @Test
  void callsComeAdvanceAndGo() {
    ServerModel started =
        withEvent(
            """
            {"id":5,"type":"call_started","timestamp":"2026-01-01T12:00:01Z","tool":"nmap",
             "call_id":"c2","caller":"bob"}
            """);
    assertEquals(OptionalDouble.empty(), started.calls().get("c2").share());
    ServerModel advanced =
        started.withEvent(
            ServerModels.event(
                """
                {"type":"call_progress","call_id":"c2","tool":"nmap","caller":"bob",
                 "started_at":"2026-01-01T12:00:01Z","done":3,"total":4,"message":"three"}
                """),
            ServerModels.NOW);
    assertEquals(OptionalDouble.of(0.75), advanced.calls().get("c2").share());
    assertFalse(
        withEvent("{\"type\":\"call_progress\",\"call_id\":\"gone\",\"done\":1}")
            .calls()
            .containsKey("gone"));
  }

  @ParameterizedTest
  @CsvSource({"firing,2", "resolved,1"})
  void alertsFireAndAreResolved(String state, int firing) {
    ServerModel next =
        withEvent(
            """
            {"id":5,"type":"alert","timestamp":"2026-01-01T12:00:01Z","name":"failures",
             "tool":"whois","severity":"critical","state":"%s","since":"2026-01-01T12:00:01Z",
             "message":"m"}
            """
                .formatted(state));
    assertEquals(firing, next.alerts().size());
    assertTrue(next.entries().getLast().text().contains("alert failures " + state));
  }

  @Test
  void drillsAreMarked() {
    String drill =
        """
        {"id":%d,"type":"drill_changed","timestamp":"2026-01-01T12:00:01Z","tool":"nmap",
         "change":"%s","fault":"hang","operator":"ann","reason":"Tuesday"}
        """;
    ServerModel on = withEvent(drill.formatted(5, "set"));
    assertEquals("hang", on.breakers().get("nmap").drill());
    ServerModel off =
        on.withEvent(ServerModels.event(drill.formatted(6, "used_up")), ServerModels.NOW);
    assertEquals("", off.breakers().get("nmap").drill());
  }

  @Test
  void onlySoManyEventsAreKept() {
    ServerModel next = model;
    for (int i = 1; i <= 300; i++) {
      next =
          next.withEvent(
              ServerModels.event("{\"id\":" + i + ",\"type\":\"config\",\"by\":\"" + i + "\"}"),
              ServerModels.NOW);
    }
    assertEquals(200, next.entries().size());
    assertEquals("reload failed, by 300", next.entries().getLast().text());
  }
}
