package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.health.HealthStatus;
import io.switchgear.watch.view.HealthJson;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.NodesReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The health of the server, for load balancers and operators.
 *
 * <ul>
 *   <li>{@code /health}: all checks; 200 healthy, 207 degraded, 503 unhealthy
 *   <li>{@code /api/v1/health}: the last report with its age, of this node or of all; {@code
 *       /api/v1/health/history}: the last hundred reports
 *   <li>{@code /health/live}: 200 as long as the server can answer
 *   <li>{@code /health/ready}: 200 while calls are accepted, 503 during shutdown
 * </ul>
 */
public final class HealthEndpoints {

  /** Reports up to this age are reused, because a new one starts a process per external tool. */
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  private HealthEndpoints() {}

  /**
   * @param nodes reads the health of other nodes
   * @param ready whether calls are accepted
   */
  public static List<Endpoint> of(HealthReader health, NodesReader nodes, BooleanSupplier ready) {
    return List.of(
        Endpoint.get("/health")
            .needs(Permission.OPS_READ)
            .answeredBy(
                asked ->
                    health
                        .report(MAX_AGE)
                        .thenApply(
                            report ->
                                HttpResponses.view(
                                    code(report.status()), HealthJson.Probe.of(report)))),
        Endpoint.get("/api/v1/health")
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> report(asked, health, nodes)),
        Endpoint.get("/api/v1/health/history")
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> health.history().thenApply(json -> HttpResponses.view(200, json))),
        Endpoint.get("/health/live").isPublic().answeredBy(asked -> now(200, "live")),
        Endpoint.get("/health/ready")
            .isPublic()
            .answeredBy(asked -> ready.getAsBoolean() ? now(200, "ready") : now(503, "not_ready")));
  }

  private static CompletionStage<HttpResponse> report(
      Asked asked, HealthReader health, NodesReader nodes) {
    try {
      return NodesParameter.of(asked, nodes)
          .map(of -> nodes.health(of).thenApply(json -> HttpResponses.view(200, json)))
          .orElseGet(() -> health.latest().thenApply(json -> HttpResponses.view(200, json)));
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.done(BreakerEndpoints.badRequest(bad));
    }
  }

  static int code(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> 200;
      case DEGRADED -> 207;
      case UNHEALTHY -> 503;
    };
  }

  private static CompletionStage<HttpResponse> now(int code, String status) {
    return CompletableFuture.completedFuture(HttpResponses.view(code, new HealthJson.Word(status)));
  }
}
