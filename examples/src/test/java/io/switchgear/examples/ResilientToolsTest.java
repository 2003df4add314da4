package io.switchgear.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.examples.ResilientTools.Stored;
import io.switchgear.examples.ResilientTools.Weather;
import io.switchgear.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tools of the example, on services that fail. */
@Tag("network")
class ResilientToolsTest {

  private final ActorTestKit kit = ActorTestKit.create();
  private final FlakyServices services = new FlakyServices(42);

  @AfterEach
  void end() {
    services.close();
    kit.shutdownTestKit();
  }

  @Test
  void eachBreakerHasItsOwnSettings() {
    ResilientTools tools = tools(ResilientTools.POLICIES);
    JsonNode breakers = tools.stats().path("circuit_breakers");
    assertSettings(breakers.path("database"), 3, 30, 10);
    assertSettings(breakers.path("weather_api"), 5, 60, 15);
    assertSettings(breakers.path("cache"), 2, 10, 5);
  }

  private static void assertSettings(JsonNode breaker, int failures, int open, int timeout) {
    JsonNode settings = breaker.path("configuration");
    assertEquals(failures, settings.path("failure_threshold").asInt());
    assertEquals(open, settings.path("recovery_timeout").asInt());
    assertEquals(timeout, settings.path("call_timeout").asInt());
  }

  @Test
  void weatherFallsBackToTheCacheAndThenToAnApology() {
    ResilientTools tools = tools(ResilientTools.POLICIES);
    Weather live = weather(tools, "London");
    assertEquals("live_api", live.source());
    services.failing("weather_api", 1);
    for (int i = 0; i < 5; i++) {
      assertEquals(
          new Weather("London", live.forecast(), "cache_fallback"), weather(tools, "London"));
    }
    assertEquals(BreakerState.OPEN, state(tools, "weather_api"));
    assertEquals("degraded", tools.overallHealth());
    assertEquals("cache_fallback", weather(tools, "London").source());
    assertEquals("static_fallback", weather(tools, "Paris").source());
    services.failing("cache", 1);
    weather(tools, "London");
    weather(tools, "London");
    assertEquals(BreakerState.OPEN, state(tools, "cache"));
    assertEquals(new Weather("London", "Unknown", "static_fallback"), weather(tools, "London"));
    assertEquals("critical", tools.overallHealth());
    ObjectNode stats = tools.stats();
    assertEquals("critical", stats.path("overall_health").asText());
    JsonNode api = stats.path("circuit_breakers").path("weather_api");
    assertEquals(5, api.path("failed_calls").asInt());
    assertEquals(5, api.path("rejected_calls").asInt());
    assertTrue(api.path("retry_after").asDouble() > 50);
  }

  @Test
  void recordsThatCannotBeStoredWaitForTheDatabase() throws InterruptedException {
    ResilientTools tools = tools(quick());
    CountDownLatch probing = new CountDownLatch(1);
    tools
        .breaker("database")
        .subscribe(
            change -> {
              if (change.to() == BreakerState.HALF_OPEN) {
                probing.countDown();
              }
            });
    services.failing("database", 1);
    for (String record : List.of("a", "b", "c", "d")) {
      Stored queued = await(tools.storeDataResilient(record));
      assertFalse(queued.success());
      assertTrue(queued.fallback());
    }
    assertEquals(4, tools.queued());
    services.failing("database", 0);
    Await.reached("the probing", probing);
    assertEquals(new Stored(true, "Stored as rec_1", false), await(tools.storeDataResilient("e")));
    assertTrue(services.stored(5, Duration.ofSeconds(20)), () -> "only " + services.records());
    assertEquals(List.of("e", "a", "b", "c", "d"), services.records());
    assertEquals("healthy", tools.overallHealth());
    assertEquals(0, tools.queued());
  }

  @Test
  void theSameSeedFailsTheSameCalls() {
    List<String> first = tenForecasts(services, "first");
    try (FlakyServices again = new FlakyServices(42)) {
      assertEquals(first, tenForecasts(again, "again"));
    }
    assertTrue(first.contains("live_api") && first.contains("cache_fallback"), first::toString);
  }

  private List<String> tenForecasts(FlakyServices from, String name) {
    ActorTestKit own = ActorTestKit.create(name);
    try {
      from.failing("weather_api", 0.3);
      ResilientTools tools = new ResilientTools(own.system(), from.uri(), ResilientTools.POLICIES);
      return Stream.generate(() -> weather(tools, "London").source()).limit(10).toList();
    } finally {
      own.shutdownTestKit();
    }
  }

  @Test
  void theExampleRuns() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ResilientServer.run(kit.system(), new PrintStream(printed, true, StandardCharsets.UTF_8));
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("weather_api  open             8        4"), text);
    assertTrue(text.endsWith("overall health: critical\n"), text);
  }

  private ResilientTools tools(Map<String, ProtectionPolicy> policies) {
    return new ResilientTools(kit.system(), services.uri(), policies);
  }

  /** The same settings with recovery timeouts that are short enough for a test. */
  private static Map<String, ProtectionPolicy> quick() {
    return ResilientTools.POLICIES.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> {
                  BreakerPolicy breaker = entry.getValue().breaker();
                  return entry.getValue().with(breaker.withRecoveryTimeout(Duration.ofMillis(200)));
                }));
  }

  private static BreakerState state(ResilientTools tools, String service) {
    return tools.breaker(service).snapshot().state();
  }

  private static Weather weather(ResilientTools tools, String city) {
    return await(tools.getWeatherWithFallback(city));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.result("the stage", stage);
  }
}
