package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import io.switchgear.front.access.AuthResult;
import io.switchgear.front.access.Authenticator;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.LimitedLog;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.LoggerFactory;

/** Authenticates callers, and challenges clients without a valid token. */
final class Authentication {

  private static final LimitedLog LOG =
      new LimitedLog(LoggerFactory.getLogger(Authentication.class));

  private static final int SHOWN = 100;

  /** The permissions of a client that only calls tools. */
  static final List<Permission> TO_CALL_TOOLS = List.of(Permission.TOOLS_READ, Permission.SCAN_RUN);

  private static final Pattern TOKEN_IN_QUERY =
      Pattern.compile("(.*&)?(access_token|token)=.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final AuthSettings settings;
  private final Authenticator authenticator;
  private final Optional<ResourceMetadata> metadata;
  private final Challenge challenge;
  private final AuditTrail trail;

  /**
   * @param resource the canonical URI of {@code /mcp}
   * @param trail records refused requests
   * @param before of the previous configuration; its keys are kept if the issuer is the same
   */
  Authentication(
      AuthSettings settings, URI resource, AuditTrail trail, Optional<Authentication> before) {
    this.settings = settings;
    this.trail = trail;
    this.authenticator =
        Authenticator.of(
            settings,
            resource.toString(),
            InstantSource.system(),
            before.map(keeper -> keeper.authenticator));
    this.metadata =
        settings.issuer().isEmpty()
            ? Optional.empty()
            : Optional.of(new ResourceMetadata(settings, resource));
    this.challenge = new Challenge(metadata.map(ResourceMetadata::address));
  }

  /** For clients of an issuer; empty if there are only static tokens. */
  Optional<ResourceMetadata> metadata() {
    return metadata;
  }

  /**
   * Authenticates the caller of a request, or refuses the request.
   *
   * @param refused creates the response from a status and a sentence
   * @param then serves the request
   */
  CompletionStage<HttpResponse> admit(
      RoutedRequest routed,
      Refused refused,
      Function<AuthenticatedCaller, CompletionStage<HttpResponse>> then) {
    if (hasTokenInQuery(routed.request())) {
      recordRefusal(routed, "token in the URL");
      String sentence =
          "the token is in the URL, which is written to logs; revoke it, and send a new one in the"
              + " header 'Authorization: Bearer TOKEN'";
      return refused
          .answer(400, "Bad request: " + sentence)
          .thenApply(answer -> answer.addHeader(challenge.invalidRequest(sentence)));
    }
    return authenticator
        .authenticate(routed.fields().authorization())
        .thenCompose(
            result ->
                switch (result) {
                  case AuthResult.Admitted admitted ->
                      then.apply(
                          new AuthenticatedCaller(
                              admitted.caller(), admitted.until(), Optional.of(settings)));
                  case AuthResult.Missing ignored -> {
                    recordRefusal(routed, "no token");
                    yield refused
                        .answer(
                            401,
                            "Not authenticated: send a token in the header 'Authorization: Bearer"
                                + " TOKEN'")
                        .thenApply(
                            answer -> answer.addHeader(challenge.noToken(routed.permissions())));
                  }
                  case AuthResult.Malformed malformed -> {
                    recordRefusal(routed, "malformed: " + malformed.why());
                    yield refused
                        .answer(400, "Bad request: " + malformed.why())
                        .thenApply(
                            answer -> answer.addHeader(challenge.invalidRequest(malformed.why())));
                  }
                  case AuthResult.Invalid invalid -> {
                    recordRefusal(routed, "invalid token: " + invalid.why());
                    yield refused
                        .answer(401, "Not authenticated: " + invalid.why())
                        .thenApply(
                            answer ->
                                answer.addHeader(
                                    challenge.invalidToken(invalid.why(), routed.permissions())));
                  }
                  case AuthResult.Unavailable unavailable ->
                      refused
                          .answer(503, "Unavailable: " + unavailable.why())
                          .thenApply(
                              answer -> answer.addHeader(RawHeader.create("Retry-After", "10")));
                });
  }

  /** Adds a challenge with the missing permissions to a 403 response, and records the refusal. */
  HttpResponse lacking(
      HttpRequest request, Caller caller, HttpResponse answer, Collection<Permission> needed) {
    recorded(
        caller.name(),
        UntrustedText.line(request.method().name() + " " + request.getUri().path(), SHOWN),
        needed.stream().map(Permission::wire).collect(Collectors.joining(" ", "scope: ", "")));
    return answer.addHeader(
        challenge.insufficientScope("the token lacks a required scope", needed));
  }

  private void recordRefusal(RoutedRequest routed, String rule) {
    recorded(AuditRecord.NOBODY, routed.request().method().name() + " " + routed.routeName(), rule);
  }

  private void recorded(String who, String what, String rule) {
    LOG.debug("refused", () -> what + " " + rule);
    trail.record(AuditRecord.refused(Kind.AUTHENTICATION, who, what, rule));
  }

  private static boolean hasTokenInQuery(HttpRequest request) {
    Optional<String> query = request.getUri().rawQueryString();
    return query.filter(text -> TOKEN_IN_QUERY.matcher(text).matches()).isPresent();
  }

  /** Answers a request without reading its body. */
  @FunctionalInterface
  interface Refused {
    CompletionStage<HttpResponse> answer(int status, String sentence);
  }
}
