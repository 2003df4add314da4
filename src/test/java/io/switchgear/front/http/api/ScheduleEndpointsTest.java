package io.switchgear.front.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.scan.schedule.MemorySchedules;
import io.switchgear.scan.schedule.RunChanges;
import io.switchgear.testing.JobsServer;
import io.switchgear.testing.JobsServer.Who;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints of schedules behind the real front, on a store in memory. */
@Tag("network")
class ScheduleEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-10-24T12:00:00Z");
  private static final String NIGHTLY =
      "{'name':'lab','cron':'30 2 * * *','zone':'Europe/Berlin','tool':'port_scan',"
          + "'arguments':{'targets':['127.0.0.1']}}";

  private final MemorySchedules stored = new MemorySchedules(NOW);
  private final JobsServer server =
      new JobsServer(ScheduleEndpoints.of(stored.schedules(), () -> NOW));

  @AfterEach
  void stop() {
    server.close();
    stored.close();
  }

  private HttpResponse<String> send(Who who, String line, String body) throws Exception {
    String[] words = line.split(" ");
    return server.send(who, words[0], words[1], body);
  }

  private JsonNode json(int status, Who who, String line, String body) throws Exception {
    HttpResponse<String> response = send(who, line, body);
    assertEquals(status, response.statusCode(), response::body);
    return JSON.readTree(response.body());
  }

  private String create() throws Exception {
    return json(201, Who.ANN, "POST schedules", NIGHTLY).path("id").asText();
  }

  @Test
  void aScheduleIsCreatedWithItsDefaults() throws Exception {
    HttpResponse<String> response = send(Who.ANN, "POST schedules", NIGHTLY);
    assertEquals(201, response.statusCode(), response::body);
    JsonNode schedule = JSON.readTree(response.body());
    assertEquals(
        "/api/v1/schedules/" + schedule.path("id").asText(),
        response.headers().firstValue("Location").orElseThrow());
    assertEquals("2026-10-25T00:30:00Z", schedule.path("next_run_at").asText());
    assertEquals("2026-10-25T02:30:00+02:00", schedule.path("next_run_local").asText());
    assertEquals(
        "[\"2026-10-25T02:30:00+02:00\",\"2026-10-26T02:30:00+01:00\","
            + "\"2026-10-27T02:30:00+01:00\",\"2026-10-28T02:30:00+01:00\","
            + "\"2026-10-29T02:30:00+01:00\"]",
        schedule.path("next_runs").toString());
    assertEquals("once", schedule.path("missed").asText());
    assertEquals("skip", schedule.path("overlap").asText());
    assertEquals("ann", schedule.path("principal").asText());
    assertTrue(schedule.path("enabled").asBoolean());
    assertTrue(schedule.path("last_run").isNull());
    JsonNode two =
        json(200, Who.ANN, "GET schedules/" + schedule.path("id").asText() + "?next=2", "");
    assertEquals(2, two.path("next_runs").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'cron':'@daily','tool':'port_scan'}                                          | name: missing; allowed is 1 to 128 characters
          {'name':'x','tool':'port_scan'}                                               | cron: missing; allowed is five fields
          {'name':'x','cron':'@daily'}                                                  | tool: missing
          {'name':'x','cron':'61 * * * *','tool':'port_scan'}                           | 30 2 * * 1-5
          {'name':'x','cron':'0 0 30 2 *','tool':'port_scan'}                           | is never due
          {'name':'x','cron':'@daily','zone':'Berlin','tool':'port_scan'}               | Europe/Berlin
          {'name':'x','cron':'@daily','jitter':'2h','tool':'port_scan'}                 | 0 to 1 h
          {'name':'x','cron':'*/5 * * * *','jitter':'5m','tool':'port_scan'}            | less than 5 minutes
          {'name':'x','cron':'@daily','missed':'never','tool':'port_scan'}              | skip, once or all
          {'name':'x','cron':'@daily','missed':'all','missed_limit':101,'tool':'port_scan'} | 1 to 100
          {'name':'x','cron':'@daily','overlap':'run','tool':'port_scan'}               | cancel_running
          {'name':'x','cron':'@daily','keep_runs':10001,'tool':'port_scan'}             | 1 to 10000
          {'name':'x','cron':'@daily','keep_age':'1m','tool':'port_scan'}               | 1 h to 3660 d
          {'name':'x','cron':'@daily','tool':'nothing'}                                 | there is no 'nothing'
          {'name':'x','cron':'@daily','tool':'port_scan','when':'now'}                  | there is no field 'when'
          {'name':'x','cron':5,'tool':'port_scan'}                                      | cron
          """)
  void badValuesSayWhatIsAllowed(String body, String expected) throws Exception {
    JsonNode problem = json(400, Who.ANN, "POST schedules", body);
    assertTrue(problem.path("detail").asText().contains(expected), problem::toString);
    assertEquals(0, json(200, Who.ANN, "GET schedules", "").path("schedules").size());
  }

  /** To others a schedule does not exist; operators see it, and control it if they may write. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ANN, 200, 200, 200
          BOB, 404, 404, 404
          READER, 200, 403, 403
          OPERATOR, 200, 200, 200
          """)
  void aScheduleBelongsToItsPrincipal(Who who, int read, int change, int delete) throws Exception {
    String id = create();
    json(read, who, "GET schedules/" + id, "");
    json(read, who, "GET schedules/" + id + "/runs", "");
    assertEquals(read == 200 ? 1 : 0, json(200, who, "GET schedules", "").path("schedules").size());
    json(change, who, "PATCH schedules/" + id, "{'cron':'@hourly'}");
    json(change, who, "POST schedules/" + id + "/disable", "{}");
    json(change, who, "POST schedules/" + id + "/enable", "{}");
    json(change == 200 ? 202 : change, who, "POST schedules/" + id + "/run", "{}");
    json(delete, who, "DELETE schedules/" + id, "");
    json(delete == 200 ? 404 : 200, Who.ANN, "GET schedules/" + id, "");
  }

  @Test
  void onlyThePrincipalChangesWhatIsScanned() throws Exception {
    String id = create();
    String body = "{'arguments':{'targets':['127.0.0.2']}}";
    json(403, Who.OPERATOR, "PATCH schedules/" + id, body);
    JsonNode changed = json(200, Who.ANN, "PATCH schedules/" + id, body);
    assertEquals("127.0.0.2", changed.at("/arguments/targets/0").asText());
  }

  @Test
  void aChangeLeavesTheOtherFields() throws Exception {
    String id = create();
    JsonNode changed =
        json(
            200,
            Who.ANN,
            "PATCH schedules/" + id,
            "{'zone':'UTC','deadline':'2h','rate':100,'keep_runs':3,'overlap':'queue'}");
    assertEquals("2026-10-25T02:30:00Z", changed.path("next_run_at").asText());
    assertEquals(7200.0, changed.path("deadline").asDouble());
    assertEquals("lab", changed.path("name").asText());
    assertEquals("queue", changed.path("overlap").asText());
    JsonNode without =
        json(
            200,
            Who.ANN,
            "PATCH schedules/" + id,
            "{'deadline':0,'rate':0,'keep_runs':0,'missed':'all'}");
    assertTrue(without.path("deadline").isNull());
    assertTrue(without.path("rate").isNull());
    assertTrue(without.path("keep_runs").isNull());
    assertEquals("all", without.path("missed").asText());
    json(400, Who.ANN, "PATCH schedules/" + id, "{}");
    json(400, Who.ANN, "PATCH schedules/" + id, "{'cron':'every day'}");
    JsonNode off = json(200, Who.ANN, "PATCH schedules/" + id, "{'enabled':false}");
    assertTrue(off.path("next_run_at").isNull());
  }

  @Test
  void aRunShowsWhatChanged() throws Exception {
    String id = create();
    HttpResponse<String> started = send(Who.ANN, "POST schedules/" + id + "/run", "{}");
    assertEquals(202, started.statusCode(), started::body);
    String job = JSON.readTree(started.body()).path("job_id").asText();
    assertEquals("/api/v1/jobs/" + job, started.headers().firstValue("Location").orElseThrow());
    JsonNode again = json(409, Who.ANN, "POST schedules/" + id + "/run", "{}");
    assertTrue(again.path("detail").asText().contains("has not ended"), again::toString);
    stored.endRun(job, "before", new RunChanges(1, 2, 3, 4, 5, 6, 7), NOW);
    JsonNode last = json(200, Who.ANN, "GET schedules/" + id, "").path("last_run");
    assertEquals("manual", last.path("kind").asText());
    assertEquals("completed", last.path("job_state").asText());
    assertEquals("before", last.path("compared_with").asText());
    assertEquals(4, last.at("/changes/ports_opened").asInt());
    json(202, Who.ANN, "POST schedules/" + id + "/run", "{}");
  }

  @Test
  void schedulesAndRunsComeInPages() throws Exception {
    for (int i = 0; i < 3; i++) {
      create();
    }
    JsonNode page = json(200, Who.ANN, "GET schedules?limit=2", "");
    assertEquals(2, page.path("schedules").size());
    JsonNode last =
        json(200, Who.ANN, "GET schedules?limit=2&cursor=" + page.path("next_cursor").asText(), "");
    assertEquals(1, last.path("schedules").size());
    assertTrue(last.path("next_cursor").isNull());
    assertFalse(last.at("/schedules/0").has("next_runs"));
    json(400, Who.ANN, "GET schedules?cursor=nonsense", "");
    json(400, Who.ANN, "GET schedules?limit=0", "");
  }

  @Test
  void aPrincipalHasABoundedNumber() throws Exception {
    for (int i = 0; i < 5; i++) {
      create();
    }
    HttpResponse<String> refused = send(Who.ANN, "POST schedules", NIGHTLY);
    assertEquals(429, refused.statusCode());
    assertTrue(refused.body().contains("5 schedules of one principal"), refused::body);
    assertTrue(refused.headers().firstValue("Retry-After").isPresent());
  }
}
