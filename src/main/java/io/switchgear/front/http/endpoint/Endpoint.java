package io.switchgear.front.http.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One operation of the operator API. It is built in three steps, so that one without an access rule
 * does not compile:
 *
 * <pre>{@code
 * Endpoint.get("/api/v1/tools").needs(Permission.OPS_READ).answeredBy(asked -> …)
 * }</pre>
 *
 * @param methods GET with HEAD, POST or DELETE
 * @param maxBody bytes; 0 for a method without a body
 * @param isOrder whether each request is recorded in the audit
 * @param handler must not block; the server answers 503 if it takes longer than some seconds
 */
public record Endpoint(
    List<String> methods,
    PathTemplate path,
    Access access,
    CrossSite crossSite,
    long maxBody,
    boolean isOrder,
    Handler handler)
    implements Route {

  /** Operators send a few short fields. */
  private static final long MAX_BODY = 16 << 10;

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> answer(Asked asked);
  }

  /**
   * A request as the handler sees it.
   *
   * @param path the steps in braces, by name
   * @param query the parameters after the question mark, decoded; the first if one is given twice
   * @param body of a POST; an empty object if there was none
   * @param lastEventId what a reader of events has already received; see the HTML standard, 9.2.4
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
     * The operator in whose name an order is given.
     *
     * @param claimed by the caller; used only where the server does not authenticate callers
     */
    public String operator(Optional<String> claimed) {
      return caller.isLocal() ? claimed.orElse(caller.name()) : caller.name();
    }
  }

  /** Reads something; answers HEAD too. */
  public static Unguarded get(String path) {
    return new Unguarded(List.of(HttpMethods.GET.value(), HttpMethods.HEAD.value()), path, false);
  }

  /** Orders something; the body is a JSON object or empty. */
  public static Unguarded post(String path) {
    return new Unguarded(List.of(HttpMethods.POST.value()), path, true);
  }

  /** Orders something. */
  public static Unguarded delete(String path) {
    return new Unguarded(List.of(HttpMethods.DELETE.value()), path, true);
  }

  /** An endpoint that lacks its access rule. */
  public record Unguarded(List<String> methods, String path, boolean isOrder) {

    /** Only callers with this permission. */
    public Unanswered needs(Permission permission) {
      return with(new Access.Needs(permission));
    }

    /** Everybody, without a token. */
    public Unanswered isPublic() {
      return with(Access.Public.PUBLIC);
    }

    private Unanswered with(Access access) {
      return new Unanswered(this, access, CrossSite.REFUSED);
    }
  }

  /** An endpoint that lacks its handler. */
  public record Unanswered(Unguarded rest, Access access, CrossSite crossSite) {

    /** A link on a page of another site may open it. */
    public Unanswered linkable() {
      return new Unanswered(rest, access, CrossSite.LINK);
    }

    public Endpoint answeredBy(Handler handler) {
      return new Endpoint(
          rest.methods(),
          new PathTemplate(rest.path()),
          access,
          crossSite,
          rest.methods().contains(HttpMethods.POST.value()) ? MAX_BODY : 0,
          rest.isOrder(),
          handler);
    }
  }

  /** The same with another handler. */
  public Endpoint with(Handler other) {
    return new Endpoint(methods, path, access, crossSite, maxBody, isOrder, other);
  }

  /** Whether it answers this method. */
  public boolean answers(HttpMethod method) {
    return methods.contains(method.name());
  }
}
