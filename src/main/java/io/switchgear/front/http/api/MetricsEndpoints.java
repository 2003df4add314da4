package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
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

/**
 * {@code /api/v1/metrics}: the figures as they are now, over the last minutes, and as they were.
 */
public final class MetricsEndpoints {

  private static final String ALL = "/api/v1/metrics";
  private static final String TOOL = ALL + "/tools/{tool}";
  private static final String SNAPSHOTS = ALL + "/snapshots";
  private static final ContentType CSV = ContentTypes.parse("text/csv; charset=UTF-8");
  private static final int MAX_HOURS = 168;

  private final MetricsRegistry book;

  private final Runnable reset;

  private MetricsEndpoints(MetricsRegistry book, Runnable reset) {
    this.book = book;
    this.reset = reset;
  }

  /**
   * @param reset forgets what was counted
   */
  public static List<Endpoint> of(MetricsRegistry book, Runnable reset) {
    MetricsEndpoints metrics = new MetricsEndpoints(book, reset);
    return List.of(
        Endpoint.get(ALL)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(HttpResponses.json(200, book.all()))),
        Endpoint.delete(ALL).needs(Permission.OPS_WRITE).answeredBy(metrics::reset),
        Endpoint.get(ALL + "/export").needs(Permission.OPS_READ).answeredBy(metrics::export),
        Endpoint.get(ALL + "/correlation")
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(HttpResponses.json(200, book.correlation()))),
        Endpoint.get(ALL + "/compare").needs(Permission.OPS_READ).answeredBy(metrics::compare),
        Endpoint.get(SNAPSHOTS)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> done(HttpResponses.json(200, book.snapshots()))),
        Endpoint.post(SNAPSHOTS)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> done(HttpResponses.json(200, book.takeSnapshot()))),
        Endpoint.get(SNAPSHOTS + "/{id}").needs(Permission.OPS_READ).answeredBy(metrics::snapshot),
        Endpoint.get(TOOL)
            .needs(Permission.OPS_READ)
            .answeredBy(asked -> metrics.ofTool(asked, book::tool)),
        Endpoint.get(TOOL + "/series").needs(Permission.OPS_READ).answeredBy(metrics::series));
  }

  private CompletionStage<HttpResponse> reset(Asked asked) {
    reset.run();
    return done(HttpResponses.json(200, book.all()));
  }

  private CompletionStage<HttpResponse> export(Asked asked) {
    return done(
        switch (asked.query().getOrDefault("format", "json")) {
          case "json" -> HttpResponses.json(200, book.all());
          case "csv" ->
              HttpResponses.empty(200)
                  .withEntity(HttpEntities.create(CSV, ByteString.fromString(book.csv())));
          default -> badRequest("format must be json or csv; GET /metrics is for Prometheus");
        });
  }

  private CompletionStage<HttpResponse> snapshot(Asked asked) {
    return done(
        book.snapshot(asked.path().get("id"))
            .map(snapshot -> HttpResponses.json(200, snapshot))
            .orElseGet(MetricsEndpoints::noSnapshot));
  }

  private CompletionStage<HttpResponse> compare(Asked asked) {
    return done(
        book.compare(
                asked.query().getOrDefault("from", "oldest"),
                asked.query().getOrDefault("to", "now"))
            .map(comparison -> HttpResponses.json(200, comparison))
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
    return ofTool(asked, tool -> book.series(tool, last));
  }

  private static HttpResponse badRequest(String what) {
    return HttpResponses.problem(ALL, 400, "Bad request: " + what);
  }

  private CompletionStage<HttpResponse> ofTool(Asked asked, Function<String, ObjectNode> answer) {
    String tool = asked.path().get("tool");
    return done(
        book.knows(tool)
            ? HttpResponses.json(200, answer.apply(tool))
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
