package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.scan.Jobs;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.JobHostJson;
import java.util.List;

/** {@code /api/v1/hosts}: the hosts of all jobs that the caller may see. */
public final class HostEndpoints {

  private HostEndpoints() {}

  public static List<Endpoint> of(Jobs jobs) {
    return List.of(
        Endpoint.get("/api/v1/hosts")
            .needsAny(Permission.SCAN_RUN, Permission.OPS_READ)
            .answeredBy(
                asked ->
                    JobResponses.tried(
                        () ->
                            jobs.inventory(HostQueries.of(asked.query()), asked.caller())
                                .thenApply(
                                    page ->
                                        HttpResponses.view(200, JobHostJson.Inventory.of(page))))));
  }
}
