package io.switchgear.front.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.endpoint.Access;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Utf8;
import io.switchgear.watch.audit.AuditTrail;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** Checks the permission for an endpoint, reads its request, and waits for its answer. */
final class EndpointRunner {

  private static final int MAX_DEPTH = 8;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build()
          .reader(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  /** The request before its body is read. */
  private record Head(Caller caller, Map<String, String> path, Map<String, String> query) {

    Asked asked(ObjectNode body, Optional<String> lastEventId) {
      return new Asked(caller, path, query, body, lastEventId);
    }
  }

  private final FrontLimits limits;
  private final AuditTrail trail;
  private final ActorSystem<?> system;

  /**
   * @param trail records each order
   */
  EndpointRunner(FrontLimits limits, AuditTrail trail, ActorSystem<?> system) {
    this.limits = limits;
    this.trail = trail;
    this.system = system;
  }

  /**
   * @param steps the values of the path template's braces, by name
   */
  CompletionStage<HttpResponse> run(
      Endpoint endpoint, Map<String, String> steps, RoutedRequest routed, Caller caller) {
    HttpRequest request = routed.request();
    if (!endpoint.access().admits(caller)) {
      return refuse(request, forbidden(routed.path(), endpoint.access()));
    }
    if (!endpoint.isOrder()) {
      return answer(endpoint, caller, steps, request);
    }
    AuditedOrder order = new AuditedOrder(endpoint, caller, steps, trail);
    return order.answered(answer(order.endpoint(), caller, steps, request));
  }

  private CompletionStage<HttpResponse> answer(
      Endpoint endpoint, Caller caller, Map<String, String> steps, HttpRequest request) {
    return query(request)
        .map(query -> answer(endpoint, new Head(caller, steps, query), request))
        .orElseGet(
            () ->
                refuse(
                    request,
                    HttpResponses.problem(
                        path(endpoint),
                        400,
                        "Bad request: the query string is not correctly percent-encoded; write"
                            + " name=value pairs joined by &, and % as %25")));
  }

  private static String path(Endpoint endpoint) {
    return endpoint.path().toString();
  }

  private static HttpResponse forbidden(String path, Access access) {
    List<Permission> needed =
        access instanceof Access.NeedsAny any ? any.anyOf() : access.permissions();
    return HttpResponses.problem(
        path,
        403,
        "Not permitted: this needs the scope %s; get a token that has it"
            .formatted(needed.stream().map(Permission::wire).collect(Collectors.joining(" or "))));
  }

  private CompletionStage<HttpResponse> answer(Endpoint endpoint, Head head, HttpRequest request) {
    if (endpoint.maxBody() > 0) {
      return post(endpoint, head, request);
    }
    RequestBody.discard(request, system);
    Asked asked =
        head.asked(
            JsonNodeFactory.instance.objectNode(),
            request.getHeader("Last-Event-ID").map(HttpHeader::value));
    return timed(endpoint, asked);
  }

  /**
   * Requires the content type, because a page of another site cannot send JSON without a CORS
   * preflight request.
   */
  private CompletionStage<HttpResponse> post(Endpoint endpoint, Head head, HttpRequest request) {
    String path = path(endpoint);
    if (!request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      return refuse(
          request,
          HttpResponses.problem(
              path,
              415,
              "Unsupported media type: POST with Content-Type: application/json, also without a"
                  + " body"));
    }
    return RequestBody.read(request, endpoint.maxBody(), limits, system)
        .thenCompose(
            body ->
                switch (body) {
                  case RequestBody.Whole whole -> parsed(endpoint, head, whole.bytes());
                  case RequestBody.TooLong ignored ->
                      refuseAndClose(
                          path,
                          413,
                          "Request too large: the body may have at most %d bytes"
                              .formatted(endpoint.maxBody()));
                  case RequestBody.TooSlow ignored ->
                      refuseAndClose(
                          path,
                          408,
                          "Request timeout: the body must arrive within %d s; send it again"
                              .formatted(limits.bodyTime().toSeconds()));
                  case RequestBody.Broken ignored ->
                      refuseAndClose(
                          path, 400, "Bad request: the body is incomplete; send it again");
                });
  }

  private CompletionStage<HttpResponse> parsed(Endpoint endpoint, Head head, byte[] body) {
    try {
      if (body.length == 0) {
        return timed(endpoint, posted(head, JsonNodeFactory.instance.objectNode()));
      }
      if (READER.readTree(Utf8.text(body)) instanceof ObjectNode object) {
        return timed(endpoint, posted(head, object));
      }
      return done(
          HttpResponses.problem(
              path(endpoint),
              400,
              "Bad request: the body must be a JSON object such as {\"reason\": \"maintenance\"}"));
    } catch (JsonProcessingException bad) {
      return done(
          HttpResponses.problem(
              path(endpoint),
              400,
              "Bad request: the body is not JSON%s, is nested too deeply, or has a number with too many"
                      .formatted(place(bad.getLocation()))
                  + " digits; send an object or an empty body"));
    } catch (IOException notText) {
      return done(
          HttpResponses.problem(
              path(endpoint),
              400,
              "Bad request: the body is not JSON in UTF-8; send an object or an empty body"));
    }
  }

  /** Errors about parser limits have no location. */
  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static Asked posted(Head head, ObjectNode body) {
    return head.asked(body, Optional.empty());
  }

  /** The decoded query parameters; empty if they cannot be decoded. */
  private static Optional<Map<String, String>> query(HttpRequest request) {
    Map<String, String> query = new HashMap<>();
    try {
      request
          .getUri()
          .query()
          .toList()
          .forEach(pair -> query.putIfAbsent(pair.first(), pair.second()));
      return Optional.of(query);
    } catch (IllegalUriException bad) {
      return Optional.empty();
    }
  }

  private CompletionStage<HttpResponse> timed(Endpoint endpoint, Asked asked) {
    return endpoint
        .handler()
        .answer(asked)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(
            HttpResponses.problem(
                path(endpoint),
                503,
                "Timeout: the operation took too long; try again, and check the server's log"),
            limits.endpointTime().toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** The rest of the body is still arriving, so the connection cannot be reused. */
  private static CompletionStage<HttpResponse> refuseAndClose(
      String path, int status, String sentence) {
    return done(HttpResponses.problem(path, status, sentence).addHeader(HttpResponses.CLOSE));
  }

  private CompletionStage<HttpResponse> refuse(HttpRequest request, HttpResponse response) {
    RequestBody.discard(request, system);
    return done(response);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
