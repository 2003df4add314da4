package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.Reloaded;
import io.switchgear.config.Reloading;
import io.switchgear.config.SettingChange;
import io.switchgear.config.SettingProblem;
import io.switchgear.config.SettingsView;
import java.nio.file.Path;
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
        Endpoint.get(
            ALL,
            asked -> CompletableFuture.completedFuture(HttpResponses.json(200, shown(reloading)))),
        Endpoint.post(RELOAD, asked -> reload(reloading, asked.body())));
  }

  private static ObjectNode shown(Reloading reloading) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", reloading.current().source().file().map(Path::toString).orElse(null));
    ArrayNode values = json.putArray("values");
    for (SettingsView.Line line : SettingsView.of(reloading.current())) {
      values
          .addObject()
          .put("key", line.key())
          .put("value", line.value())
          .put("origin", line.origin());
    }
    return json;
  }

  /** Files are read and receivers are waited for, so on a thread of its own. */
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
      return HttpResponses.json(200, json(reloaded));
    }
    String detail =
        reloaded.problems().stream()
            .map(SettingProblem::toString)
            .collect(Collectors.joining("\n"));
    return HttpResponses.problem(
        422,
        "Not reloaded: everything is as it was, because the configuration cannot be used:\n"
            + detail,
        json(reloaded));
  }

  private static ObjectNode json(Reloaded reloaded) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("applied", reloaded.applied());
    changes(json.putArray("changed"), reloaded.changed());
    changes(json.putArray("needs_restart"), reloaded.needsRestart());
    ArrayNode problems = json.putArray("problems");
    for (SettingProblem problem : reloaded.problems()) {
      problems
          .addObject()
          .put("key", problem.key())
          .put("value", problem.value())
          .put("where", problem.where())
          .put("message", problem.message());
    }
    return json;
  }

  private static void changes(ArrayNode array, List<SettingChange> changes) {
    for (SettingChange change : changes) {
      array.addObject().put("key", change.key()).put("from", change.from()).put("to", change.to());
    }
  }
}
