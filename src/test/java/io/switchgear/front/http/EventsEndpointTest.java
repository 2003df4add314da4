package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Transition;
import io.switchgear.front.http.EventReader.Read;
import io.switchgear.front.http.api.EventsEndpoint;
import io.switchgear.testing.Await;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class EventsEndpointTest {

  private static final Duration KEEP_ALIVE = Duration.ofMillis(100);

  /** The sweeper runs every quarter of the idle time. */
  private static final FrontLimits IMPATIENT =
      new FrontLimits(
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Duration.ofMinutes(15),
          Duration.ofSeconds(20),
          FrontLimits.STANDARD.arriving(),
          Duration.ofSeconds(2));

  private final EventLog log = new EventLog("here");
  private final EventSources sources = new EventSources(log);
  private final EventsEndpoint streams = new EventsEndpoint(log, KEEP_ALIVE);
  private final FrontFixture front =
      new FrontFixture(FrontFixture.SETTINGS, IMPATIENT, streams.endpoint());
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    streams.close();
    front.close();
    client.shutdownNow();
  }

  private HttpResponse<InputStream> get(String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(front.uri("/api/v1/events"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  /** A reader that is known to be at its start position. */
  private EventReader read(String... headers) throws Exception {
    EventReader reader = new EventReader(get(headers).body());
    if (headers.length == 0) {
      reader.awaitComments(1);
    }
    return reader;
  }

  private void opened(String reason) {
    opened(reason, Map.of("epoch", 3));
  }

  private void opened(String reason, Map<String, Object> metadata) {
    sources.onTransition(
        new Transition(
            "nmap", Instant.now(), BreakerState.CLOSED, BreakerState.OPEN, reason, metadata));
  }

  @Test
  void eventsComeAsTheyHappen() throws Exception {
    HttpResponse<InputStream> response = get();
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("content-type").orElseThrow());
    EventReader reader = new EventReader(response.body());
    reader.awaitComments(1);
    opened("failure_rate");
    Read event = reader.next();
    assertEquals("breaker_transition", event.type());
    assertEquals(log.run().id(1), event.data().get("id").asLong());
    assertEquals(log.run().token() + ":1", event.id());
    assertEquals("here", event.data().get("node").asText());
    assertEquals("nmap", event.data().get("tool").asText());
    assertEquals("closed", event.data().get("from_state").asText());
    assertEquals("open", event.data().get("to_state").asText());
    assertEquals("failure_rate", event.data().get("reason").asText());
    assertEquals(3, event.data().get("metadata").get("epoch").asInt());
  }

  @Test
  void whoComesBackGetsWhatItMissed() throws Exception {
    opened("0");
    Read first = read("Last-Event-ID", "0").next();
    assertEquals("0", first.data().get("reason").asText());
    opened("1");
    opened("2");
    EventReader again = read("Last-Event-ID", first.id());
    assertEquals("1", again.next().data().get("reason").asText());
    assertEquals("2", again.next().data().get("reason").asText());
    opened("3");
    assertEquals("3", again.next().data().get("reason").asText());
    EventReader byNumber = read("Last-Event-ID", first.data().get("id").asText());
    assertEquals("1", byNumber.next().data().get("reason").asText());
  }

  @Test
  void whoComesBackTooLateIsToldWhatIsGone() throws Exception {
    opened("first");
    Read first = read("Last-Event-ID", "0").next();
    for (int i = 0; i < EventLog.KEPT + 5; i++) {
      opened("" + i);
    }
    EventReader again = read("Last-Event-ID", first.id());
    Read gap = again.next();
    assertEquals("gap", gap.type());
    assertEquals("", gap.id(), "it must not move the reader's position");
    assertEquals(5, gap.data().get("missed").asInt());
    assertEquals("no_longer_kept", gap.data().get("reason").asText());
    assertEquals("here", gap.data().get("node").asText());
    assertEquals("5", again.next().data().get("reason").asText());
  }

  @Test
  void anIdOfAnotherProcessBringsAGapAndAllThatIsKept() throws Exception {
    opened("kept");
    String ahead = log.run().token() + ":zz";
    String unknown = "mf3k2a9x-q7z0:5";
    for (String id :
        List.of("17", "99999999999999999", "nonsense", "-1", ahead, unknown, "x".repeat(7_000))) {
      EventReader reader = read("Last-Event-ID", id);
      assertEquals("server_restarted", reader.next().data().get("reason").asText());
      assertEquals("kept", reader.next().data().get("reason").asText());
    }
  }

  private void live(String key, String message) {
    log.live()
        .put(
            key,
            JsonNodeFactory.instance
                .objectNode()
                .put("type", "call_progress")
                .put("message", message));
  }

  @Test
  void whatIsSoNowComesWithoutAnIdAndDoesNotMoveThePosition() throws Exception {
    live("a", "of before");
    live("a", "now");
    EventReader reader = new EventReader(get().body());
    Read present = reader.next();
    assertEquals("call_progress", present.type());
    assertEquals("", present.id());
    assertEquals("now", present.data().get("message").asText());
    opened("0");
    Read event = reader.next();
    live("b", "later");
    Read later = reader.next();
    assertEquals("later", later.data().get("message").asText());
    opened("1");
    assertEquals("1", reader.next().data().get("reason").asText());
    EventReader again = read("Last-Event-ID", event.id());
    List<String> types = List.of(again.next().type(), again.next().type(), again.next().type());
    assertEquals(List.of("breaker_transition", "call_progress", "call_progress"), types);
  }

  @Test
  void aSilentStreamIsKeptAliveAndItsConnectionIsNotIdle() throws Exception {
    EventReader reader = read();
    reader.awaitComments(10);
    opened("late");
    assertEquals("late", reader.next().data().get("reason").asText());
  }

  @Test
  void aReaderThatStandsStillMissesEventsAndHoldsUpNobody() throws Exception {
    int count = 4 * EventLog.KEPT;
    Map<String, Object> large = Map.of("text", "x".repeat(8_000));
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4_096);
      slow.connect(new InetSocketAddress("127.0.0.1", front.port()));
      slow.setSoTimeout(60_000);
      slow.getOutputStream()
          .write(
              "GET /api/v1/events HTTP/1.0\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      EventReader reader = new EventReader(slow.getInputStream());
      reader.awaitComments(1);
      EventReader other = read();
      for (int i = 0; i < count; i++) {
        opened("" + i, large);
      }
      opened("last");
      assertTrue(drain(other, count + 1) >= 0);
      assertTrue(drain(reader, count + 1) > 0, "the slow one has missed something");
    }
  }

  /** Reads up to the event "last". Received and missed events add up to all events. */
  private static long drain(EventReader reader, int expected) throws IOException {
    long missed = 0;
    long before = 0;
    List<Long> ids = new ArrayList<>();
    while (true) {
      Read event = reader.next();
      if (event.type().equals("gap")) {
        missed += event.data().get("missed").asLong();
        continue;
      }
      long id = event.data().get("id").asLong();
      assertTrue(id > before);
      before = id;
      ids.add(id);
      if (event.data().get("reason").asText().equals("last")) {
        assertEquals(expected, ids.size() + missed);
        return missed;
      }
    }
  }

  @Test
  void aReaderThatLeavesIsForgotten() throws Exception {
    try (RawHttp http = new RawHttp(front.port())) {
      http.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals(200, http.head().status());
      http.chunk();
      assertEquals(1, streams.streams());
    }
    awaitStreams(0);
    EventReader reader = read();
    opened("still served");
    assertEquals("still served", reader.next().data().get("reason").asText());
  }

  private void awaitStreams(int count) {
    Await.value(count + " streams", streams::streams, open -> open == count);
  }

  @Test
  void thereAreOnlySoManyStreams() throws Exception {
    for (int i = 0; i < EventsEndpoint.MAX_STREAMS; i++) {
      read();
    }
    HttpResponse<InputStream> refused = get();
    assertEquals(503, refused.statusCode());
    String problem = new String(refused.body().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(problem.contains("\"title\":\"Too many event streams\""), problem);
  }

  @Test
  void streamsEndWhenTheServerStops() throws Exception {
    EventReader reader = read();
    streams.close();
    assertNull(reader.next());
    assertNull(read("Last-Event-ID", "0").next(), "one that still comes ends at once");
  }

  @Test
  void headIsAnsweredWithoutAStream() throws Exception {
    try (RawHttp http = new RawHttp(front.port())) {
      http.send("HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals(200, http.head().status());
      http.send("HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals(200, http.head().status());
    }
    awaitStreams(0);
  }
}
