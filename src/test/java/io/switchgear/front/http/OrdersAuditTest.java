package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.AccessSettings;
import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.metrics.HttpMetrics;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Decision;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operator order is recorded exactly once, whatever its result. */
@Tag("network")
class OrdersAuditTest {

  private static final FrontLimits SHORT =
      new FrontLimits(
          Duration.ofMillis(300),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          FrontLimits.STANDARD.arriving(),
          Duration.ofSeconds(2));

  private static final List<AuditRecord> RECORDS = new CopyOnWriteArrayList<>();

  private static FrontFixture fixture;
  private static HttpFront front;

  @BeforeAll
  static void start() {
    fixture = new FrontFixture();
    front =
        HttpFront.start(
            fixture.system(),
            FrontFixture.SETTINGS,
            AccessSettings.OPEN,
            fixture.server,
            List.of(
                Endpoint.post("/api/v1/levers/{name}/pull")
                    .needs(Permission.OPS_WRITE)
                    .answeredBy(OrdersAuditTest::done),
                Endpoint.delete("/api/v1/levers/{name}")
                    .needs(Permission.OPS_WRITE)
                    .answeredBy(OrdersAuditTest::done),
                Endpoint.get("/api/v1/levers")
                    .needs(Permission.OPS_READ)
                    .answeredBy(OrdersAuditTest::done)),
            new Observers(RECORDS::add, new HttpMetrics()),
            SHORT);
  }

  private static CompletableFuture<HttpResponse> done(Endpoint.Asked asked) {
    return CompletableFuture.completedFuture(HttpResponses.text(200, "done"));
  }

  @AfterAll
  static void stop() {
    front.stop(Duration.ZERO).toCompletableFuture().join();
    fixture.close();
  }

  @BeforeEach
  void forget() {
    RECORDS.clear();
  }

  private static Response ask(String start, String type, int length, String body)
      throws IOException {
    try (RawHttp http = new RawHttp(front.address().getPort())) {
      return http.send(
              "%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(start, type, length, body))
          .response();
    }
  }

  private static void assertRecordedOnce(String what, int status) {
    assertEquals(1, RECORDS.size(), RECORDS::toString);
    AuditRecord record = RECORDS.getFirst();
    assertEquals(Kind.OPERATION, record.kind());
    assertEquals("local", record.who());
    assertEquals(what, record.what());
    assertEquals(Integer.toString(status), record.details().get("status"));
    assertEquals(status < 400 ? Decision.ADMITTED : Decision.REFUSED, record.decision());
    assertEquals(status < 400 ? "" : "status: " + status, record.rule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // status | type | length announced | body
        "200|application/json|2|{}",
        "200|application/json|0|",
        "400|application/json|1|{",
        "400|application/json|2|[]",
        "408|application/json|100|{",
        "415|text/plain|2|{}"
      })
  void orders(int status, String type, int length, String body) throws IOException {
    String path = "POST /api/v1/levers/one/pull";
    assertEquals(status, ask(path, type, length, body == null ? "" : body).status());
    assertRecordedOnce(path, status);
  }

  @Test
  void anOrderThatIsTooLong() throws IOException {
    String body = "{\"reason\":\"%s\"}".formatted("x".repeat(20_000));
    String order = "POST /api/v1/levers/one/pull";
    assertEquals(413, ask(order, "application/json", body.length(), body).status());
    assertRecordedOnce(order, 413);
  }

  @Test
  void anOrderWithoutABody() throws IOException {
    assertEquals(200, ask("DELETE /api/v1/levers/two", "application/json", 0, "").status());
    assertRecordedOnce("DELETE /api/v1/levers/two", 200);
  }

  @Test
  void aLookIsNoOrder() throws IOException {
    assertEquals(200, ask("GET /api/v1/levers", "application/json", 0, "").status());
    assertEquals(405, ask("PUT /api/v1/levers", "application/json", 0, "").status());
    assertEquals(List.of(), RECORDS);
  }
}
