package io.switchgear.front.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.supervisor.BreakerSnapshot;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.Availability.Unavailable;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.ToolSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/tools}: what there is and how it fares. */
public final class ToolEndpoint {

  /** Looking anew costs a process start per external tool. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** How far back transitions are told. */
  private static final Duration SHOWN = Duration.ofHours(1);

  /** Of what {@link BreakerReader} tells. */
  private static final List<String> COPIED =
      List.of(
          "reason",
          "total_calls",
          "successful_calls",
          "failed_calls",
          "rejected_calls",
          "success_rate",
          "last_failure_time",
          "last_state_change",
          "override",
          "drill");

  private final SupervisedTools tools;
  private final BreakerReader breakers;
  private final ToolSamples standing;
  private final Instant since = Instant.now();
  private final Supplier<Map<String, Availability>> looking;

  private CompletableFuture<Map<String, Availability>> look =
      CompletableFuture.completedFuture(Map.of());
  private long lookedAt = System.nanoTime() - MAX_AGE.toNanos();

  private ToolEndpoint(
      SupervisedTools tools,
      BreakerReader breakers,
      ToolSamples standing,
      Supplier<Map<String, Availability>> looking) {
    this.tools = tools;
    this.breakers = breakers;
    this.standing = standing;
    this.looking = looking;
  }

  /**
   * @param looking whether each tool can run here; may block for some seconds
   */
  public static Endpoint of(
      SupervisedTools tools,
      BreakerReader breakers,
      ToolSamples standing,
      Supplier<Map<String, Availability>> looking) {
    ToolEndpoint endpoints = new ToolEndpoint(tools, breakers, standing, looking);
    return Endpoint.get("/api/v1/tools", asked -> endpoints.list());
  }

  private CompletionStage<HttpResponse> list() {
    return breakers
        .each()
        .thenCombine(looked(), (all, found) -> HttpResponses.json(200, json(all, found)));
  }

  private synchronized CompletionStage<Map<String, Availability>> looked() {
    if (look.isCompletedExceptionally()
        || System.nanoTime() - lookedAt >= MAX_AGE.toNanos() && look.isDone()) {
      lookedAt = System.nanoTime();
      look = CompletableFuture.supplyAsync(looking, task -> Thread.ofVirtual().start(task));
    }
    return look;
  }

  private ObjectNode json(List<ObjectNode> stats, Map<String, Availability> found) {
    Instant now = Instant.now();
    Map<String, BreakerSnapshot> snapshots =
        tools.snapshots().stream()
            .collect(Collectors.toMap(BreakerSnapshot::name, snapshot -> snapshot));
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("timestamp", now.toString());
    json.put("since", since.toString());
    ArrayNode list = json.putArray("tools");
    for (ObjectNode breaker : stats) {
      String name = breaker.path("name").textValue();
      ToolDescriptor tool = tools.find(name).orElseThrow();
      ObjectNode one = list.addObject();
      one.put("name", name).put("title", tool.title()).put("description", tool.description());
      availability(one, found.get(name));
      standing.write(snapshots.get(name), one);
      ArrayNode transitions = one.putArray("transitions");
      for (JsonNode change : breaker.path("state_history")) {
        if (Instant.parse(change.path("timestamp").textValue()).isAfter(now.minus(SHOWN))) {
          transitions.add(change);
        }
      }
      one.setAll(breaker.retain(COPIED));
    }
    return json;
  }

  private static void availability(ObjectNode json, Availability found) {
    switch (found) {
      case null -> json.put("available", false).put("message", "Not looked at.");
      case Available here ->
          json.put("available", true)
              .put(
                  "message",
                  here.limits().isEmpty() ? here.version() : here.version() + "; " + here.limits());
      case Unavailable missing ->
          json.put("available", false).put("message", missing.reason() + " " + missing.remedy());
    }
  }
}
