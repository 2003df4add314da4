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
import io.switchgear.front.http.Endpoint.Asked;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Utf8;
import io.switchgear.watch.audit.AuditTrail;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** Finds the endpoint of a request, reads what belongs to it, and waits for its answer. */
final class EndpointRoute {

  /** What operators say is short. */
  private static final long MAX_BODY = 16 << 10;

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

  /** What is known before the body. */
  private record Head(Caller caller, Map<String, String> path, Map<String, String> query) {

    Asked asked(ObjectNode body, Optional<String> lastEventId) {
      return new Asked(caller, path, query, body, lastEventId);
    }
  }

  private final List<Endpoint> endpoints;
  private final FrontLimits limits;
  private final AuditTrail trail;
  private final ActorSystem<?> system;

  /**
   * @param trail is told of each order
   */
  EndpointRoute(
      List<Endpoint> endpoints, FrontLimits limits, AuditTrail trail, ActorSystem<?> system) {
    this.endpoints = List.copyOf(endpoints);
    this.limits = limits;
    this.trail = trail;
    this.system = system;
  }

  /** The templates that there are. */
  TreeSet<String> templates() {
    TreeSet<String> templates = new TreeSet<>();
    endpoints.forEach(endpoint -> templates.add(endpoint.template()));
    return templates;
  }

  /** Whether something at this path is for everybody, also for those who are not known. */
  boolean isOpen(String path) {
    return endpoints.stream()
        .anyMatch(endpoint -> endpoint.needs().isEmpty() && endpoint.match(path).isPresent());
  }

  /** What the request's endpoint needs; empty if there is none, or it is for everybody. */
  Optional<Permission> needs(HttpRequest request, String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.allows().contains(request.method().name()))
        .filter(endpoint -> endpoint.match(path).isPresent())
        .findFirst()
        .flatMap(Endpoint::needs);
  }

  /** The template that the path is of. */
  Optional<String> template(String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.match(path).isPresent())
        .map(Endpoint::template)
        .findFirst();
  }

  /** Empty if no endpoint is at this path. */
  Optional<CompletionStage<HttpResponse>> handle(HttpRequest request, String path, Caller caller) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> steps = endpoint.match(path);
      if (steps.isPresent() && endpoint.allows().contains(request.method().name())) {
        Optional<Permission> needed = endpoint.needs().filter(each -> !caller.may(each));
        if (needed.isPresent()) {
          return Optional.of(turnedAway(request, forbidden(path, needed.get())));
        }
        if (endpoint.method() == HttpMethods.GET) {
          return Optional.of(answer(endpoint, caller, steps.get(), request));
        }
        AuditedOrder order = new AuditedOrder(endpoint, caller, steps.get(), trail);
        return Optional.of(order.answered(answer(order.endpoint(), caller, steps.get(), request)));
      }
      steps.ifPresent(matched -> allowed.addAll(endpoint.allows()));
    }
    return allowed.isEmpty()
        ? Optional.empty()
        : Optional.of(turnedAway(request, notAllowed(path, allowed)));
  }

  private CompletionStage<HttpResponse> answer(
      Endpoint endpoint, Caller caller, Map<String, String> steps, HttpRequest request) {
    return query(request)
        .map(query -> answer(endpoint, new Head(caller, steps, query), request))
        .orElseGet(
            () ->
                turnedAway(
                    request,
                    HttpResponses.problem(
                        endpoint.template(),
                        400,
                        "Bad request: what follows the question mark is not encoded as it should"
                            + " be; write name=value pairs joined by &, and % as %25")));
  }

  private static HttpResponse forbidden(String path, Permission needed) {
    return HttpResponses.problem(
        path,
        403,
        "Not permitted: this needs the scope %s; get a token that has it".formatted(needed.wire()));
  }

  private static HttpResponse notAllowed(String path, TreeSet<String> allowed) {
    String methods = String.join(", ", allowed);
    return HttpResponses.problem(path, 405, "Method not allowed: this path takes " + methods)
        .addHeader(RawHeader.create("Allow", methods));
  }

  private CompletionStage<HttpResponse> answer(Endpoint endpoint, Head head, HttpRequest request) {
    if (endpoint.method() == HttpMethods.POST) {
      return post(endpoint, head, request);
    }
    RequestBody.leave(request, system);
    Asked asked =
        head.asked(
            JsonNodeFactory.instance.objectNode(),
            request.getHeader("Last-Event-ID").map(HttpHeader::value));
    return timed(endpoint, asked);
  }

  /**
   * The content type is asked for although there is but one, because a page of another site cannot
   * send it without the browser asking here first.
   */
  private CompletionStage<HttpResponse> post(Endpoint endpoint, Head head, HttpRequest request) {
    String path = endpoint.template();
    if (!request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      return turnedAway(
          request,
          HttpResponses.problem(
              path,
              415,
              "Unsupported media type: POST with Content-Type: application/json, also without a"
                  + " body"));
    }
    return RequestBody.read(request, MAX_BODY, limits, system)
        .thenCompose(
            body ->
                switch (body) {
                  case RequestBody.Whole whole -> parsed(endpoint, head, whole.bytes());
                  case RequestBody.TooLong ignored ->
                      lost(
                          path,
                          413,
                          "Request too large: the body may have %d bytes".formatted(MAX_BODY));
                  case RequestBody.TooSlow ignored ->
                      lost(
                          path,
                          408,
                          "Request timeout: the body must arrive within %d s; send it again"
                              .formatted(limits.bodyTime().toSeconds()));
                  case RequestBody.Broken ignored ->
                      lost(path, 400, "Bad request: the body broke off; send it again");
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
              endpoint.template(),
              400,
              "Bad request: the body must be a JSON object such as {\"reason\": \"maintenance\"}"));
    } catch (JsonProcessingException bad) {
      return done(
          HttpResponses.problem(
              endpoint.template(),
              400,
              "Bad request: the body is not JSON%s, or nested too deeply, or has a number of too many"
                      .formatted(place(bad.getLocation()))
                  + " digits; send an object, or nothing"));
    } catch (IOException notText) {
      return done(
          HttpResponses.problem(
              endpoint.template(),
              400,
              "Bad request: the body is not JSON in UTF-8; send an object, or nothing"));
    }
  }

  /** What is beyond the bounds has no place. */
  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static Asked posted(Head head, ObjectNode body) {
    return head.asked(body, Optional.empty());
  }

  /** Empty if it cannot be decoded. */
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
                endpoint.template(), 503, "Took too long: try again, and see the server's log"),
            limits.endpointTime().toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** The rest of the body is still on its way, so the connection cannot be used again. */
  private static CompletionStage<HttpResponse> lost(String path, int status, String sentence) {
    return done(HttpResponses.problem(path, status, sentence).addHeader(HttpResponses.CLOSE));
  }

  private CompletionStage<HttpResponse> turnedAway(HttpRequest request, HttpResponse response) {
    RequestBody.leave(request, system);
    return done(response);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
