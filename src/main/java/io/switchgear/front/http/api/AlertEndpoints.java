package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.alerts.Alerts;
import io.switchgear.watch.view.AlertJson;
import java.util.concurrent.CompletableFuture;

/** {@code /api/v1/alerts}: the firing and the recently resolved alerts. */
public final class AlertEndpoints {

  private AlertEndpoints() {}

  public static Endpoint of(Alerts alerts) {
    return Endpoint.get("/api/v1/alerts")
        .needs(Permission.OPS_READ)
        .answeredBy(
            asked ->
                CompletableFuture.completedFuture(
                    HttpResponses.view(200, AlertJson.All.of(alerts.shown()))));
  }
}
