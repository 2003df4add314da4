package io.switchgear.watch.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.BreakerState;
import io.switchgear.config.Secret;
import io.switchgear.config.WebhookEvent;
import io.switchgear.config.WebhookSettings;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.testing.Await;
import io.switchgear.testing.LogLines;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.watch.events.EventFeed;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.JobEvents;
import io.switchgear.watch.events.Moves;
import io.switchgear.watch.webhooks.HookServer.Received;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class WebhooksTest {

  private static final String SECRET = "correct horse battery";
  private static final Set<WebhookEvent> ALL =
      EnumSet.of(WebhookEvent.CLOSED, WebhookEvent.OPEN, WebhookEvent.HALF_OPEN);

  /** A long response timeout and short pauses. */
  private static final HookLimits LIMITS =
      new HookLimits(
          4,
          3,
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  private final EventLog log = new EventLog("here");
  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private final List<Webhooks> running = new ArrayList<>();
  private final LogLines logged = LogLines.of(Level.INFO, "io.switchgear.watch.webhooks");

  @AfterEach
  void stop() {
    running.forEach(Webhooks::close);
  }

  @AfterEach
  void theLogHoldsNoSecret() {
    logged.close();
    for (String text : logged.messages()) {
      assertFalse(text.contains(SECRET) || text.contains("hunter2"), text);
    }
  }

  private static WebhookSettings hook(URI url, Set<WebhookEvent> events) {
    return new WebhookSettings(url, new Secret(SECRET), events);
  }

  private Webhooks start(HookLimits limits, WebhookSettings... hooks) {
    Webhooks webhooks =
        Webhooks.start(
            List.of(hooks),
            log,
            limits,
            (name, outcome) -> outcomes.add(name.charAt(0) + " " + outcome.label()));
    running.add(webhooks);
    return webhooks;
  }

  private void moved(BreakerState from, BreakerState to, String reason) {
    Moves.tell(log, from, to, reason);
  }

  private void opened(String reason) {
    moved(BreakerState.CLOSED, BreakerState.OPEN, reason);
  }

  private void assertOutcome(String outcome) throws InterruptedException {
    assertEquals(outcome, Await.next("the outcomes", outcomes));
  }

  private static JsonNode json(Received received) throws IOException {
    return new ObjectMapper().readTree(received.body());
  }

  /**
   * Verifies a signature as a receiver does: recent, and made with the secret over exactly these
   * bytes.
   */
  private static void assertSigned(Received received) throws Exception {
    Matcher parts =
        Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})")
            .matcher(received.header("X-switchgear-signature"));
    assertTrue(parts.matches());
    Instant at = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    assertTrue(Duration.between(at, Instant.now()).compareTo(Duration.ofMinutes(5)) < 0);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((parts.group(1) + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = mac.doFinal(received.body());
    assertTrue(MessageDigest.isEqual(expected, HexFormat.of().parseHex(parts.group(2))));
  }

  @Test
  void aTransitionIsPostedSigned() throws Exception {
    try (HookServer server = new HookServer(number -> 204)) {
      start(LIMITS, hook(server.url(), ALL));
      opened("failure_rate");
      Received received = server.next();
      assertSigned(received);
      assertEquals("application/json", received.header("Content-type"));
      assertEquals("breaker_transition", received.header("X-switchgear-event"));
      JsonNode body = json(received);
      assertEquals(body.path("id").asText(), received.header("X-switchgear-delivery"));
      assertEquals("nmap", body.path("tool").asText());
      assertEquals("open", body.path("to_state").asText());
      assertEquals("failure_rate", body.path("reason").asText());
      assertEquals(7, body.at("/metadata/epoch").asInt());
      assertOutcome("1 delivered");
    }
  }

  @Test
  void theSignatureIsAsDocumented() {
    assertEquals(
        "t=1700000000,v1=6c91c03804c0ea7479de239b284c37a047ae7f18df77bc09d414b411f78f40db",
        Signature.of(
            new Secret(SECRET),
            Instant.ofEpochSecond(1_700_000_000),
            "{}".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void onlyTheStatesThatAreWantedAreTold() throws Exception {
    try (HookServer server = new HookServer(number -> 200)) {
      start(LIMITS, hook(server.url(), EnumSet.of(WebhookEvent.HALF_OPEN)));
      opened("first");
      moved(BreakerState.OPEN, BreakerState.HALF_OPEN, "second");
      assertEquals("second", json(server.next()).path("reason").asText());
      assertEquals(0, server.waiting());
    }
  }

  @Test
  void changesOfJobsAreToldIfTheyAreWanted() throws Exception {
    MemoryJobs jobs = new MemoryJobs();
    jobs.subscribe(new JobEvents(log));
    try (HookServer server = new HookServer(number -> 200)) {
      start(LIMITS, hook(server.url(), EnumSet.of(WebhookEvent.JOBS)));
      opened("first");
      jobs.add("ann", JobRequest.of("nmap", JsonNodeFactory.instance.objectNode()));
      JsonNode told = json(server.next());
      assertEquals("job_changed", told.path("type").asText());
      assertEquals("queued", told.path("state").asText());
      assertEquals(0, server.waiting());
    }
  }

  /** Each change of a job is told on all nodes, and sent by the one that made it. */
  @Test
  void whatHappenedOnAnotherNodeIsNotSent() throws Exception {
    EventLog other = new EventLog("there");
    try (HookServer server = new HookServer(number -> 200)) {
      start(LIMITS, hook(server.url(), ALL));
      Moves.tell(other, BreakerState.CLOSED, BreakerState.OPEN, "there");
      new EventFeed(log, event -> {}).take(new EventFeed(other, event -> {}).fresh(0), true);
      opened("here");
      JsonNode sent = json(server.next());
      assertEquals("here", sent.path("node").asText());
      assertEquals("here", sent.path("reason").asText());
      assertEquals(0, server.waiting());
    }
  }

  @Test
  void whatFailsForNowIsTriedAgain() throws Exception {
    int[] statuses = {503, 429, 200};
    try (HookServer server = new HookServer(number -> statuses[number])) {
      start(LIMITS, hook(server.url(), ALL));
      opened("once");
      Received first = server.next();
      server.next();
      Received third = server.next();
      assertEquals(json(first), json(third), "the same event, to be recognized by its id");
      assertSigned(third);
      assertOutcome("1 delivered");
    }
  }

  @Test
  void whatFailsEveryTimeIsGivenUpAndTheNextIsTold() throws Exception {
    try (HookServer server = new HookServer(number -> number < 3 ? 500 : 200)) {
      start(LIMITS, hook(server.url(), ALL));
      opened("lost");
      opened("told");
      assertOutcome("1 failed");
      assertOutcome("1 delivered");
      assertEquals(List.of(Level.WARN, Level.INFO), logged.levels());
    }
  }

  @Test
  void aRefusalIsNotTriedAgainAndARedirectNotFollowed() throws Exception {
    int[] statuses = {400, 302, 200};
    try (HookServer server = new HookServer(number -> statuses[number])) {
      start(LIMITS, hook(server.url(), ALL));
      opened("refused");
      assertOutcome("1 failed");
      opened("redirected");
      assertOutcome("1 failed");
      opened("told");
      assertOutcome("1 delivered");
      assertEquals("refused", json(server.next()).path("reason").asText());
      assertEquals("redirected", json(server.next()).path("reason").asText());
      assertEquals("told", json(server.next()).path("reason").asText());
    }
  }

  @Test
  void aReceiverThatIsNotThereIsGivenUp() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/hunter2");
    start(LIMITS, hook(nobody, ALL));
    opened("lost");
    assertOutcome("1 failed");
  }

  @Test
  void aReceiverThatHangsHoldsUpNeitherOthersNorTheLog() throws Exception {
    try (HookServer hanging = new HookServer(number -> HookServer.HANG);
        HookServer well = new HookServer(number -> 200)) {
      Webhooks webhooks = start(quickToEnd(), hook(hanging.url(), ALL), hook(well.url(), ALL));

      opened("0");
      hanging.next();
      for (int i = 1; i <= 4 + LIMITS.queue(); i++) {
        opened("" + i);
        assertEquals("" + (i - 1), json(well.next()).path("reason").asText());
      }
      webhooks.close();
      assertEquals(4 + LIMITS.queue() + 1, outcomes.stream().filter("1 dropped"::equals).count());
    }
  }

  /** The queue of a receiver is bounded; the oldest event is dropped. */
  @Test
  void theOldestIsDroppedWhenTooManyWait() throws Exception {
    try (HookServer server = new HookServer(number -> number == 0 ? HookServer.HANG : 200)) {
      start(LIMITS, hook(server.url(), ALL));
      opened("hangs");
      server.next();
      for (int i = 0; i < LIMITS.queue() + 2; i++) {
        opened("" + i);
      }
      assertOutcome("1 dropped");
      assertOutcome("1 dropped");
      server.breakOff();
      assertEquals("hangs", json(server.next()).path("reason").asText(), "tried again");
      assertEquals("2", json(server.next()).path("reason").asText());
    }
  }

  @Test
  void aBodyThatNeverEndsIsNotWaitedFor() throws Exception {
    try (HookServer server = new HookServer(number -> number == 0 ? HookServer.DRIP : 200)) {
      start(quickToGiveUp(), hook(server.url(), ALL));
      opened("first");
      server.next();
      server.next();
      assertOutcome("1 delivered");
    }
  }

  @Test
  void whatIsQueuedIsSentAtTheEndOnceEach() throws Exception {
    try (HookServer server = new HookServer(number -> number == 0 ? 200 : 503)) {
      Webhooks webhooks = start(LIMITS, hook(server.url(), ALL));
      opened("0");
      opened("1");
      opened("2");
      webhooks.close();
      assertOutcome("1 delivered");
      assertOutcome("1 failed");
      assertOutcome("1 failed");
      opened("after the end");
      assertEquals(null, outcomes.poll());
    }
  }

  @Test
  void pausesGrowAreBoundedAndVary() {
    HookLimits standard = HookLimits.STANDARD;
    for (int i = 0; i < 100; i++) {
      assertTrue(isFrom(500, 1_000, standard.pause(1)));
      assertTrue(isFrom(4_000, 8_000, standard.pause(4)));
      assertTrue(isFrom(30_000, 60_000, standard.pause(40)));
    }
  }

  private static boolean isFrom(long low, long high, Duration pause) {
    return low <= pause.toMillis() && pause.toMillis() <= high;
  }

  private static HookLimits quickToGiveUp() {
    return new HookLimits(
        LIMITS.queue(),
        LIMITS.attempts(),
        LIMITS.firstPause(),
        LIMITS.longestPause(),
        LIMITS.connectTime(),
        Duration.ofMillis(700),
        LIMITS.drain());
  }

  private static HookLimits quickToEnd() {
    return new HookLimits(
        LIMITS.queue(),
        LIMITS.attempts(),
        LIMITS.firstPause(),
        LIMITS.longestPause(),
        LIMITS.connectTime(),
        LIMITS.answerTime(),
        Duration.ofMillis(50));
  }
}
