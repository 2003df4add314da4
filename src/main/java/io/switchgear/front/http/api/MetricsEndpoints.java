package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ComparisonJson;
import io.switchgear.watch.view.CorrelationJson;
import io.switchgear.watch.view.MetricsJson;
import io.switchgear.watch.view.SnapshotJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /api/v1/metrics}: the current metrics, series per minute, snapshots and comparisons. */
public final class MetricsEndpoints {

  private static final String ALL = "/api/v1/metrics";
  private static final String TOOL = ALL + "/tools/{tool}";
  private static final String SNAPSHOTS = ALL + "/snapshots";
  private static final ContentType CSV = ContentTypes.parse("text/csv; charset=UTF-8");
  private static final int MAX_HOURS = 168;

  private final MetricsRegistry metrics;
  private final Runnable reset;

  private MetricsEndpoints(MetricsRegistry metrics, Runnable reset) {
    this.metrics = metrics;
    this.reset = reset;
  }

  /**
   * @param reset clears the metrics and the alerts
   */
  public static List<Endpoint> of(MetricsRegistry metrics, Runnable reset) {
    MetricsEndpoints endpoints = new MetricsEndpoints(metrics, reset);
    return List.of(
        Endpoint.get(ALL).needs(Permission.OPS_READ).answeredBy(asked -> done(endpoints.all())),
        Endpoint.delete(ALL).needs(Permission.OPS_WRITE).answeredBy(endpoints::reset),
        Endpoint.get(ALL + "/export").needs(Permission.OPS_READ).answeredBy(endpoints::export),
        Endpoint.get(ALL + "/correlation")
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(endpoints.correlation())),
        Endpoint.get(ALL + "/compare").needs(Permission.OPS_READ).answeredBy(endpoints::compare),
        Endpoint.get(SNAPSHOTS)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(endpoints.snapshots())),
        Endpoint.post(SNAPSHOTS)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> done(endpoints.takeSnapshot())),
        Endpoint.get(SNAPSHOTS + "/{id}")
            .needs(Permission.OPS_READ)
            .answeredBy(endpoints::snapshot),
        Endpoint.get(TOOL).needs(Permission.OPS_READ).answeredBy(endpoints::tool),
        Endpoint.get(TOOL + "/series").needs(Permission.OPS_READ).answeredBy(endpoints::series));
  }

  private HttpResponse all() {
    return HttpResponses.view(200, MetricsJson.of(metrics.now()));
  }

  private HttpResponse correlation() {
    return HttpResponses.view(200, CorrelationJson.of(metrics.correlation()));
  }

  private HttpResponse snapshots() {
    return HttpResponses.view(200, SnapshotJson.All.of(metrics.snapshots()));
  }

  private HttpResponse takeSnapshot() {
    return HttpResponses.view(200, SnapshotJson.of(metrics.takeSnapshot()));
  }

  private CompletionStage<HttpResponse> tool(Asked asked) {
    return ofTool(asked, tool -> MetricsJson.Tool.of(metrics.tool(tool)));
  }

  private CompletionStage<HttpResponse> reset(Asked asked) {
    reset.run();
    return done(all());
  }

  private CompletionStage<HttpResponse> export(Asked asked) {
    return done(
        switch (asked.query().getOrDefault("format", "json")) {
          case "json" -> all();
          case "csv" ->
              HttpResponses.empty(200)
                  .withEntity(HttpEntities.create(CSV, ByteString.fromString(metrics.csv())));
          default -> badRequest("format must be json or csv; GET /metrics is for Prometheus");
        });
  }

  private CompletionStage<HttpResponse> snapshot(Asked asked) {
    return done(
        metrics
            .snapshot(asked.path().get("id"))
            .map(snapshot -> HttpResponses.view(200, SnapshotJson.of(snapshot)))
            .orElseGet(MetricsEndpoints::noSnapshot));
  }

  private CompletionStage<HttpResponse> compare(Asked asked) {
    return done(
        metrics
            .compare(
                asked.query().getOrDefault("from", "oldest"),
                asked.query().getOrDefault("to", "now"))
            .map(comparison -> HttpResponses.view(200, ComparisonJson.of(comparison)))
            .orElseGet(MetricsEndpoints::noSnapshot));
  }

  private static HttpResponse noSnapshot() {
    return notFound(
        "there is no such snapshot; GET %s lists those kept, POST takes one".formatted(SNAPSHOTS));
  }

  private CompletionStage<HttpResponse> series(Asked asked) {
    String hours = asked.query().getOrDefault("hours", "1");
    if (!hours.matches("[0-9]{1,3}")
        || Integer.parseInt(hours) < 1
        || Integer.parseInt(hours) > MAX_HOURS) {
      return done(badRequest("hours must be a whole number from 1 to " + MAX_HOURS));
    }
    Duration last = Duration.ofHours(Integer.parseInt(hours));
    return ofTool(asked, tool -> MetricsJson.Series.of(tool, metrics.minutes(tool, last)));
  }

  private static HttpResponse badRequest(String what) {
    return HttpResponses.problem(ALL, 400, "Bad request: " + what);
  }

  private CompletionStage<HttpResponse> ofTool(
      Asked asked, Function<String, ? extends Record> view) {
    String tool = asked.path().get("tool");
    return done(
        metrics.knows(tool)
            ? HttpResponses.view(200, view.apply(tool))
            : notFound(
                "there is no tool '%s'; GET %s has them all"
                    .formatted(UntrustedText.line(tool, 100), ALL)));
  }

  private static HttpResponse notFound(String what) {
    return HttpResponses.problem(ALL, 404, "Not found: " + what);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
