package io.switchgear.http;

import io.switchgear.metrics.PrometheusExposition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /metrics}, for Prometheus to scrape. */
public final class MetricsEndpoint implements Endpoint {

  private static final ContentType TYPE = ContentTypes.parse(PrometheusExposition.MEDIA_TYPE);

  private final PrometheusExposition exposition;

  public MetricsEndpoint(PrometheusExposition exposition) {
    this.exposition = exposition;
  }

  @Override
  public String path() {
    return "/metrics";
  }

  @Override
  public CompletionStage<HttpResponse> get(HttpRequest request) {
    return CompletableFuture.completedFuture(
        HttpResponse.create()
            .withEntity(HttpEntities.create(TYPE, ByteString.fromString(exposition.text()))));
  }
}
