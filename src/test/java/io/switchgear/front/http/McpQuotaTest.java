package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.front.http.RawHttp.Response;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.WireSchemas;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A caller that has used up its quota, over real connections. */
@Tag("network")
class McpQuotaTest {

  private static final String LISTEN =
      "{'jsonrpc':'2.0','id':%s,'method':'subscriptions/listen','params':{'notifications':{},"
          + RawHttp.ENVELOPE
          + "}}";

  /** The rate limiter; the test controls its tokens. */
  private static final String HELLO =
      "'protocolVersion':'2025-03-26','capabilities':{},'clientInfo':{'name':'t','version':'1'}";

  private static final class Tokens implements McpQuota {
    private final Semaphore requests = new Semaphore(0);
    private final Semaphore streams = new Semaphore(0);

    @Override
    public Optional<Duration> request(Caller caller) {
      return requests.tryAcquire() ? Optional.empty() : Optional.of(Duration.ofMillis(1_500));
    }

    @Override
    public Optional<Runnable> stream(Caller caller) {
      return streams.tryAcquire() ? Optional.of(streams::release) : Optional.empty();
    }
  }

  private final Tokens tokens = new Tokens();
  private FrontFixture fixture;

  @BeforeEach
  void start() {
    fixture = new FrontFixture(FrontFixture.SETTINGS, FrontLimits.STANDARD, tokens);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static void assertLimited(Response response, String id, String retryAfter) {
    assertEquals(429, response.status(), response::text);
    assertEquals(retryAfter, response.headers().get("retry-after"));
    JsonNode message = WireSchemas.check(true, "", response.body());
    assertEquals(429, message.at("/error/code").asInt());
    assertEquals("rate_limited", message.at("/error/data/error_type").asText());
    assertTrue(message.at("/error/data/retry_after").asDouble() > 0);
    assertEquals(id, message.has("id") ? message.path("id").toString() : "");
  }

  @Test
  void aRequestTooManyIsA429WithItsIdAndTheConnectionGoesOn() throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      assertLimited(http.call("7", "a_text", "").response(), "7", "2");
      assertLimited(http.call("\"x\"", "a_text", "").response(), "\"x\"", "2");
      assertLimited(http.post("", "{'params':{'id':1},'method':'a'}").response(), "", "2");
      assertLimited(http.post("", "[{'id':1}]").response(), "", "2");
      assertLimited(http.post("", "{nonsense").response(), "", "2");
      tokens.requests.release();
      assertEquals(200, http.call("8", "a_text", "").response().status());
    }
  }

  @Test
  void anArrayCostsWhatItsMessagesDo() throws IOException {
    tokens.requests.release(1);
    try (RawHttp http = new RawHttp(fixture.port())) {
      String session =
          http.post("", "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{" + HELLO + "}}")
              .response()
              .headers()
              .get("mcp-session-id");
      String header = "Mcp-Session-Id: " + session + "\r\nAccept: application/json\r\n";
      String ping = "{'jsonrpc':'2.0','id':%d,'method':'ping'}";
      String three = "[" + (ping + "," + ping + "," + ping).formatted(1, 2, 3) + "]";
      tokens.requests.release(2);
      assertLimited(http.post(header, three).response(), "", "2");
      tokens.requests.release(3);
      assertEquals(200, http.post(header, three).response().status());
    }
  }

  @Test
  void aStreamTooManyIsA429AndAnEndedOneMakesRoom() throws Exception {
    tokens.requests.release(10);
    tokens.streams.release(1);
    try (RawHttp first = listen("1")) {
      assertEquals(200, first.head().status());
      try (RawHttp second = listen("2")) {
        assertLimited(second.response(), "2", "5");
      }
      first.hangUp();
      Await.permits("the place to come back", tokens.streams, 1);
      assertFalse(tokens.streams.tryAcquire());
    }
  }

  private RawHttp listen(String id) throws IOException {
    return new RawHttp(fixture.port())
        .post(
            "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n"
                + "Accept: application/json, text/event-stream\r\n",
            LISTEN.formatted(id));
  }
}
