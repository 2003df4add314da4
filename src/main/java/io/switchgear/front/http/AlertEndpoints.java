package io.switchgear.front.http;

import io.switchgear.watch.alerts.Alerts;
import io.switchgear.watch.view.AlertJson;
import java.util.concurrent.CompletableFuture;

/** {@code /api/v1/alerts}: what fires, and what was resolved. */
public final class AlertEndpoints {

  private AlertEndpoints() {}

  public static Endpoint of(Alerts alerts) {
    return Endpoint.get(
        "/api/v1/alerts",
        asked ->
            CompletableFuture.completedFuture(
                HttpResponses.view(200, AlertJson.All.of(alerts.shown()))));
  }
}
