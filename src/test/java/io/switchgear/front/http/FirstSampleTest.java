package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.testing.Await;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first values of a live stream are current, even if no stream was open for a long time. */
@Tag("network")
class FirstSampleTest {

  private static final String TOOL = "whois";

  private final Cabinet cabinet = new Cabinet(DashboardScene.TOOLS, Duration.ofHours(1));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.shutdownNow();
    cabinet.close();
  }

  private JsonNode first() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(cabinet.uri().resolve("api/v1/events")).build();
    JsonNode first;
    try (InputStream body = client.send(request, BodyHandlers.ofInputStream()).body()) {
      EventReader events = new EventReader(body);
      first = events.next().data();
      // An order is answered before its transition is told.
      while (first.path("type").asText().equals("breaker_transition")) {
        first = events.next().data();
      }
    }
    Await.value("the end of the stream", cabinet::readers, readers -> readers == 0);
    return first;
  }

  @Test
  void theFirstEventIsASampleOfNow() throws Exception {
    first();
    Instant before = Instant.now();
    JsonNode sample = first();
    assertEquals("sample", sample.path("type").asText());
    Instant told = Instant.parse(sample.path("timestamp").asText());
    assertFalse(told.isBefore(before), () -> told + " is before " + before);
  }

  @Test
  void itSaysWhoHoldsABreakerWhyAndUntilWhen() throws Exception {
    assertFalse(first().path("tools").path(TOOL).has("override"));
    cabinet.order(TOOL, Action.HOLD_OPEN, "ann", "moving the rack", Duration.ofHours(2));
    JsonNode held = first().path("tools").path(TOOL);
    assertEquals("open", held.path("state").asText());
    assertEquals("hold-open", held.at("/override/mode").asText());
    assertEquals("ann", held.at("/override/operator").asText());
    assertEquals("moving the rack", held.at("/override/reason").asText());
    assertTrue(Instant.parse(held.at("/override/expires").asText()).isAfter(Instant.now()));
    cabinet.order(TOOL, Action.AUTO, "ann", "done");
    assertFalse(first().path("tools").path(TOOL).has("override"));
  }
}
