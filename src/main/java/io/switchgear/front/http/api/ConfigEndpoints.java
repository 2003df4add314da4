package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.Reloaded;
import io.switchgear.config.Reloading;
import io.switchgear.config.SettingProblem;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.ConfigJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/config}: the configuration in effect, without its secrets, and its reload. */
public final class ConfigEndpoints {

  private static final String ALL = "/api/v1/config";
  private static final String RELOAD = ALL + "/reload";

  private ConfigEndpoints() {}

  public static List<Endpoint> of(Reloading reloading) {
    return List.of(
        Endpoint.get(ALL)
            .needs(Permission.OPS_READ)
            .answeredBy(
                asked ->
                    CompletableFuture.completedFuture(
                        HttpResponses.view(200, ConfigJson.of(reloading.current())))),
        Endpoint.post(RELOAD)
            .needs(Permission.OPS_WRITE)
            .answeredBy(asked -> reload(reloading, asked.body())));
  }

  /** Reads files and waits for webhook receivers, so it runs on a virtual thread. */
  private static CompletionStage<HttpResponse> reload(Reloading reloading, ObjectNode body) {
    try {
      new BodyFields(body, Set.of());
    } catch (IllegalArgumentException unknown) {
      return CompletableFuture.completedFuture(BreakerEndpoints.badRequest(unknown));
    }
    return CompletableFuture.supplyAsync(
        () -> answer(reloading.reload("api")), Thread::startVirtualThread);
  }

  private static HttpResponse answer(Reloaded reloaded) {
    if (reloaded.applied()) {
      return HttpResponses.view(200, ConfigJson.Reload.of(reloaded));
    }
    String detail =
        reloaded.problems().stream()
            .map(SettingProblem::toString)
            .collect(Collectors.joining("\n"));
    return HttpResponses.problem(
        422,
        "Not reloaded: the previous configuration stays in effect, because the new one is"
            + " invalid:\n"
            + detail,
        ViewMapper.tree(ConfigJson.Reload.of(reloaded)));
  }
}
