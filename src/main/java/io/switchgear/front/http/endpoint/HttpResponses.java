package io.switchgear.front.http.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.McpServer;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ViewMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Creates HTTP responses in the forms that this server uses. */
public final class HttpResponses {

  private static final int DETAIL_CHARS = 4_000;

  /** Closes the connection after this response. */
  public static final HttpHeader CLOSE = Connection.create("close");

  /**
   * Headers of every response: browsers do not sniff the content type, and pages of other sites
   * cannot embed it.
   */
  public static final List<HttpHeader> EVERYWHERE =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));

  /** RFC 9457, section 3. */
  private static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");

  private static final String API = "/api/";

  private static final ContentType EVENT_STREAM = ContentTypes.parse("text/event-stream");

  /**
   * Cache-Control disables caching and compression; X-Accel-Buffering disables buffering in nginx.
   */
  private static final List<HttpHeader> STREAM_HEADERS =
      List.of(
          RawHeader.create("Cache-Control", "no-cache, no-transform"),
          RawHeader.create("X-Accel-Buffering", "no"));

  private HttpResponses() {}

  /**
   * Retry-After in whole seconds (RFC 9110, section 10.2.3), rounded up so that no client retries
   * too early.
   */
  public static HttpHeader retryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    return RawHeader.create("Retry-After", Long.toString(seconds));
  }

  public static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(status);
  }

  public static HttpResponse json(int status, byte[] body) {
    return empty(status)
        .withEntity(
            HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(body)));
  }

  /** The response to a request to /mcp that is refused before its body is read. */
  public static HttpResponse refused(int status, String sentence) {
    return json(status, McpServer.unread(sentence));
  }

  public static HttpResponse text(int status, String sentence) {
    return empty(status)
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, sentence + "\n"));
  }

  /** A record of {@link io.switchgear.watch.view} as JSON. */
  public static HttpResponse view(int status, Record view) {
    return json(status, ViewMapper.bytes(view));
  }

  /** JSON for programs. */
  public static HttpResponse json(int status, JsonNode body) {
    return json(status, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An error: a problem document (RFC 9457) below {@code /api/}, a line of text elsewhere.
   *
   * @param sentence the title of the problem, a colon, and what to do
   */
  public static HttpResponse problem(String path, int status, String sentence) {
    return path.startsWith(API)
        ? problem(status, sentence, JsonNodeFactory.instance.objectNode())
        : text(status, sentence);
  }

  /**
   * A problem document with additional members.
   *
   * @param body the additional members; modified
   */
  public static HttpResponse problem(int status, String sentence, ObjectNode body) {
    int colon = sentence.indexOf(": ");
    body.put("title", sentence.substring(0, colon));
    body.put("status", status);
    body.put("detail", UntrustedText.line(sentence.substring(colon + 2), DETAIL_CHARS));
    return empty(status)
        .withEntity(HttpEntities.create(PROBLEM, ByteString.fromString(body.toString())));
  }

  public static HttpResponse events(Source<ByteString, ?> frames) {
    return empty(200)
        .addHeaders(STREAM_HEADERS)
        .withEntity(HttpEntities.createChunked(EVENT_STREAM, frames));
  }
}
