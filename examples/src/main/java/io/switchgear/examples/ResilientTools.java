package io.switchgear.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.stage.CircuitBreaker;
import io.switchgear.breaker.Transition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import io.switchgear.breaker.BreakerStats;
import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Two tools that keep answering while their services fail. Each service has a breaker with its own
 * settings, and each tool has a fallback.
 */
final class ResilientTools {

  /** Failure threshold, recovery timeout and call timeout, by the name of the service. */
  static final Map<String, ProtectionPolicy> POLICIES =
      Map.of(
          "database", policy(3, Duration.ofSeconds(30), Duration.ofSeconds(10)),
          "weather_api", policy(5, Duration.ofSeconds(60), Duration.ofSeconds(15)),
          "cache", policy(2, Duration.ofSeconds(10), Duration.ofSeconds(5)));

  private final URI services;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, CircuitBreaker> breakers = new TreeMap<>();
  private final Queue<String> queued = new ConcurrentLinkedQueue<>();

  /** The answer of {@link #getWeatherWithFallback}; {@code source} says which fallback was used. */
  record Weather(String city, String forecast, String source) {}

  /** The answer of {@link #storeDataResilient}; {@code fallback} if the record is only queued. */
  record Stored(boolean success, String message, boolean fallback) {}

  /**
   * @param services base URI of the three services
   * @param policies by the name of the service
   */
  ResilientTools(ActorSystem<?> system, URI services, Map<String, ProtectionPolicy> policies) {
    this.services = services;
    policies.forEach(
        (name, policy) -> breakers.put(name, CircuitBreaker.create(system, name, policy)));
    breakers.get("database").subscribe(this::whenDatabaseChanges);
  }

  private static ProtectionPolicy policy(int failures, Duration openTime, Duration timeout) {
    return ProtectionPolicy.DEFAULT
        .withCallTimeout(timeout)
        .with(BreakerPolicy.DEFAULT.withFailureThreshold(failures).withRecoveryTimeout(openTime));
  }

  /** The current forecast, or the cached one, or a fixed answer; never fails. */
  CompletionStage<Weather> getWeatherWithFallback(String city) {
    return ask("weather_api", get("weather_api/" + city))
        .thenCompose(forecast -> remembered(city, forecast))
        .exceptionallyCompose(down -> fromCache(city))
        .exceptionally(down -> new Weather(city, "Unknown", "static_fallback"));
  }

  /** Succeeds even if the cache fails. */
  private CompletionStage<Weather> remembered(String city, String forecast) {
    return ask("cache", put("cache/" + city, forecast))
        .handle((done, down) -> new Weather(city, forecast, "live_api"));
  }

  private CompletionStage<Weather> fromCache(String city) {
    return ask("cache", get("cache/" + city))
        .thenApply(
            forecast ->
                forecast.isEmpty()
                    ? new Weather(city, "Unknown", "static_fallback")
                    : new Weather(city, forecast, "cache_fallback"));
  }

  /** Stores a record, or queues it until the database works again; never fails. */
  CompletionStage<Stored> storeDataResilient(String data) {
    return ask("database", post("database", data))
        .thenApply(id -> new Stored(true, "Stored as " + id, false))
        .exceptionally(down -> queue(data));
  }

  private Stored queue(String data) {
    queued.add(data);
    return new Stored(false, "Queued until the database recovers", true);
  }

  /** The number of queued records. */
  int queued() {
    return queued.size();
  }

  private void whenDatabaseChanges(Transition change) {
    if (change.to() == BreakerState.CLOSED) {
      storeQueued();
    }
  }

  /** Stores the queued records one after another; stops and queues the record again on a failure. */
  private CompletionStage<Void> storeQueued() {
    String data = queued.poll();
    return data == null
        ? CompletableFuture.completedFuture(null)
        : storeDataResilient(data)
            .thenCompose(
                stored ->
                    stored.success() ? storeQueued() : CompletableFuture.completedFuture(null));
  }

  /** The content of {@code circuit-breaker://stats}. */
  ObjectNode stats() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    breakers.forEach(
        (name, breaker) -> all.set(name, json(breaker.stats().toCompletableFuture().join())));
    ObjectNode stats = JsonNodeFactory.instance.objectNode();
    stats.set("circuit_breakers", all);
    return stats.put("timestamp", Instant.now().toString()).put("overall_health", overallHealth());
  }

  private static ObjectNode json(BreakerStats stats) {
    return ViewMapper.tree(BreakerJson.of(stats, Optional.empty()));
  }

  /**
   * {@code healthy} if no breaker is open, {@code degraded} if at most half of them are open, {@code
   * critical} if more are.
   */
  String overallHealth() {
    long open =
        breakers.values().stream()
            .filter(breaker -> breaker.snapshot().state() == BreakerState.OPEN)
            .count();
    if (open == 0) {
      return "healthy";
    }
    return open <= breakers.size() / 2 ? "degraded" : "critical";
  }

  CircuitBreaker breaker(String service) {
    return breakers.get(service);
  }

  private CompletionStage<String> ask(String service, HttpRequest request) {
    return breakers
        .get(service)
        .call(() -> http.sendAsync(request, BodyHandlers.ofString()).thenApply(this::body));
  }

  private String body(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new UncheckedIOException(
          new IOException(response.uri() + " answers " + response.statusCode()));
    }
    return response.body();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(services.resolve(path)).build();
  }

  private HttpRequest put(String path, String body) {
    return HttpRequest.newBuilder(services.resolve(path))
        .PUT(BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(services.resolve(path))
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
