package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.metrics.PrometheusExposition;
import io.switchgear.tool.Caller.Permission;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /metrics}, for Prometheus to scrape. */
public final class MetricsEndpoint {

  private static final ContentType TYPE = ContentTypes.parse(PrometheusExposition.MEDIA_TYPE);

  private MetricsEndpoint() {}

  public static Endpoint of(PrometheusExposition exposition) {
    return Endpoint.get("/metrics")
        .needs(Permission.OPS_READ)
        .answeredBy(
            asked ->
                exposition
                    .text()
                    .thenApply(
                        text ->
                            HttpResponse.create()
                                .withEntity(
                                    HttpEntities.create(TYPE, ByteString.fromString(text)))));
  }
}
