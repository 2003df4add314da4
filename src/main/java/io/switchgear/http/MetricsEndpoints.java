package io.switchgear.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.http.Endpoint.Asked;
import io.switchgear.metrics.MetricsBook;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /api/v1/metrics}: the figures as they are now, over the last minutes, and as they were.
 */
public final class MetricsEndpoints {

  private static final String ALL = "/api/v1/metrics";
  private static final String TOOL = ALL + "/tools/{tool}";
  private static final Duration SERIES = Duration.ofHours(1);

  private final MetricsBook book;

  private MetricsEndpoints(MetricsBook book) {
    this.book = book;
  }

  public static List<Endpoint> of(MetricsBook book) {
    MetricsEndpoints metrics = new MetricsEndpoints(book);
    return List.of(
        Endpoint.get(ALL, asked -> done(Answers.json(200, book.all()))),
        Endpoint.get(TOOL, asked -> metrics.ofTool(asked, book::tool)),
        Endpoint.get(
            TOOL + "/series", asked -> metrics.ofTool(asked, tool -> book.series(tool, SERIES))));
  }

  private CompletionStage<HttpResponse> ofTool(Asked asked, Function<String, ObjectNode> answer) {
    String tool = asked.path().get("tool");
    return done(
        book.knows(tool)
            ? Answers.json(200, answer.apply(tool))
            : notFound(
                "there is no tool '%s'; GET %s has them all"
                    .formatted(UntrustedText.line(tool, 100), ALL)));
  }

  private static HttpResponse notFound(String what) {
    return Answers.problem(ALL, 404, "Not found: " + what);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
