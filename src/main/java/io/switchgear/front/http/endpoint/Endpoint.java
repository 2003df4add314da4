package io.switchgear.front.http.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One operation of the operator API. It is built in three steps, so that an endpoint without an
 * access rule does not compile:
 *
 * <pre>{@code
 * Endpoint.get("/api/v1/tools").needs(Permission.OPS_READ).answeredBy(asked -> …)
 * }</pre>
 *
 * @param methods GET with HEAD, POST, PATCH or DELETE
 * @param maxBody bytes; 0 for a method without a body
 * @param isOrder whether each request is recorded in the audit log
 * @param handler must not block; the server answers 503 if it takes longer than a few seconds
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

  /** Enough for the few short fields of an order. */
  private static final long MAX_BODY = 16 << 10;

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> answer(Asked asked);
  }

  /**
   * A request as passed to the handler.
   *
   * @param path the values of the segments in braces, by name
   * @param query the decoded query parameters; the first value if a name occurs twice
   * @param body the body of a POST or PATCH; an empty object if there is none
   * @param lastEventId the Last-Event-ID header (HTML standard, section 9.2.4)
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
     * The operator that an order is attributed to.
     *
     * @param claimed the name that the caller gave; used only if the server does not authenticate
     *     callers
     */
    public String operator(Optional<String> claimed) {
      return caller.isLocal() ? claimed.orElse(caller.name()) : caller.name();
    }
  }

  /** An operation that reads; also answers HEAD. */
  public static Unguarded get(String path) {
    return new Unguarded(List.of(HttpMethods.GET.value(), HttpMethods.HEAD.value()), path, false);
  }

  /** An operation that changes something; the body is a JSON object or empty. */
  public static Unguarded post(String path) {
    return new Unguarded(List.of(HttpMethods.POST.value()), path, true);
  }

  /** An operation that changes the given fields of something; the body is a JSON object. */
  public static Unguarded patch(String path) {
    return new Unguarded(List.of(HttpMethods.PATCH.value()), path, true);
  }

  /** An operation that changes something, without a body. */
  public static Unguarded delete(String path) {
    return new Unguarded(List.of(HttpMethods.DELETE.value()), path, true);
  }

  /** An endpoint that lacks its access rule. */
  public record Unguarded(List<String> methods, String path, boolean isOrder) {

    /** Only callers with this permission. */
    public Unanswered needs(Permission permission) {
      return with(new Access.Needs(permission));
    }

    /** Only callers with at least one of these permissions; the usual one first. */
    public Unanswered needsAny(Permission... anyOf) {
      return with(new Access.NeedsAny(List.of(anyOf)));
    }

    /** Every caller, also without a token. */
    public Unanswered isPublic() {
      return with(Access.Public.PUBLIC);
    }

    private Unanswered with(Access access) {
      return new Unanswered(this, access, CrossSite.REFUSED, takesBody() ? MAX_BODY : 0);
    }

    private boolean takesBody() {
      return methods.contains(HttpMethods.POST.value())
          || methods.contains(HttpMethods.PATCH.value());
    }
  }

  /** An endpoint that lacks its handler. */
  public record Unanswered(Unguarded rest, Access access, CrossSite crossSite, long maxBody) {

    /** Links on other sites may open it. */
    public Unanswered linkable() {
      return new Unanswered(rest, access, CrossSite.LINK, maxBody);
    }

    /** Bodies may have up to this number of bytes. */
    public Unanswered maxBody(long bytes) {
      return new Unanswered(rest, access, crossSite, bytes);
    }

    public Endpoint answeredBy(Handler handler) {
      return new Endpoint(
          rest.methods(),
          new PathTemplate(rest.path()),
          access,
          crossSite,
          maxBody,
          rest.isOrder(),
          handler);
    }
  }

  /** A copy with another handler. */
  public Endpoint with(Handler other) {
    return new Endpoint(methods, path, access, crossSite, maxBody, isOrder, other);
  }
}
