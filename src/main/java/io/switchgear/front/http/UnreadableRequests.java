package io.switchgear.front.http;

import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.LimitedLog;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;
import org.slf4j.LoggerFactory;

/**
 * Handles input that is not a valid request or whose head exceeds a limit. The response has the
 * error form of {@code /mcp}, because the path is not known. The connection is closed. Named in
 * {@code application.conf}.
 */
public final class UnreadableRequests extends ParsingErrorHandler {

  /** Pekko HTTP loads a Scala object, which is a class with this field. */
  public static final UnreadableRequests MODULE$ = new UnreadableRequests();

  private static final LimitedLog LOG =
      new LimitedLog(LoggerFactory.getLogger(UnreadableRequests.class));

  private static final int URI_TOO_LONG = 414;
  private static final int FIELDS_TOO_LARGE = 431;

  private UnreadableRequests() {}

  @Override
  public HttpResponse handle(
      StatusCode found, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    LOG.debug("refused before parsing", error::summary);
    // Pekko reports too many headers as a bad request.
    boolean tooMany = error.summary().contains("limit of") && error.summary().contains("headers");
    int status = tooMany ? FIELDS_TOO_LARGE : found.intValue();
    String sentence =
        switch (status) {
          case FIELDS_TOO_LARGE ->
              "Request header fields too large: %s; send fewer or shorter ones";
          case URI_TOO_LONG -> "URI too long: %s; send long values in the body";
          default -> "Bad request: %s; send HTTP/1.1 as in RFC 9112";
        };
    return HttpResponses.refused(status, sentence.formatted(error.summary()))
        .addHeaders(HttpResponses.EVERYWHERE);
  }
}
