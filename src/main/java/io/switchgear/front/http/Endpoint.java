package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Something that answers one method on the paths of one template. The front has checked Host and
 * Origin before, and read the body of a POST.
 *
 * @param method GET, which answers HEAD too, POST or DELETE
 * @param template such as {@code /api/v1/breakers/{name}}; a step in braces stands for any one step
 * @param needs what a caller must be permitted; empty if everybody may ask
 * @param handler must not block; answered 503 in its stead if it takes longer than some seconds
 */
public record Endpoint(
    HttpMethod method, String template, Optional<Permission> needs, Handler handler) {

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> answer(Asked asked);
  }

  /**
   * What is asked.
   *
   * @param caller who asks
   * @param path the steps in braces, by name
   * @param query the parameters after the question mark, decoded; of one given twice, the first
   * @param body of a POST; an empty object if there was none
   * @param lastEventId what a reader of events has already; see the HTML standard, 9.2.4
   */
  public record Asked(
      Caller caller,
      Map<String, String> path,
      Map<String, String> query,
      ObjectNode body,
      Optional<String> lastEventId) {
    public Asked {
      path = Map.copyOf(path);
      query = Map.copyOf(query);
    }

    /**
     * In whose name an order is given.
     *
     * @param said by the caller itself, which counts only where nobody is asked who they are
     */
    String operator(Optional<String> said) {
      return caller.isLocal() ? said.orElse(caller.name()) : caller.name();
    }
  }

  /** For those who may look. */
  public static Endpoint get(String template, Handler handler) {
    return new Endpoint(HttpMethods.GET, template, Optional.of(Permission.OPS_READ), handler);
  }

  /** For those who may operate. */
  public static Endpoint post(String template, Handler handler) {
    return new Endpoint(HttpMethods.POST, template, Optional.of(Permission.OPS_WRITE), handler);
  }

  /** For those who may operate. */
  public static Endpoint delete(String template, Handler handler) {
    return new Endpoint(HttpMethods.DELETE, template, Optional.of(Permission.OPS_WRITE), handler);
  }

  /** The same, for everybody. */
  public Endpoint open() {
    return new Endpoint(method, template, Optional.empty(), handler);
  }

  /** The steps in braces, if the path is one of the template's. */
  Optional<Map<String, String>> match(String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> steps = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
        steps.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(steps);
  }

  /** The names of the methods that it answers. */
  List<String> allows() {
    List<String> names = new ArrayList<>(List.of(method.value()));
    if (method == HttpMethods.GET) {
      names.add(HttpMethods.HEAD.value());
    }
    return names;
  }
}
