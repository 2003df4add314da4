package io.switchgear.front.http;

import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.TraceContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The header fields that the server uses, collected in one pass.
 *
 * @param bodyCoding the Content-Encoding; empty if the body is not compressed
 * @param mcp the MCP header fields
 * @param readsEvents whether the client accepts an event stream; assumed if it sends no Accept
 *     header
 */
record RequestFields(
    Optional<String> host,
    Optional<String> origin,
    Optional<String> authorization,
    FetchMetadata fetch,
    Optional<String> bodyCoding,
    RequestHead mcp,
    boolean readsEvents) {

  private static final String PARAM = "mcp-param-";

  static RequestFields of(HttpRequest request) {
    String host = null;
    String origin = null;
    String authorization = null;
    String fetchSite = null;
    String fetchMode = null;
    String fetchDestination = null;
    String coding = null;
    String version = null;
    String method = null;
    String name = null;
    String session = null;
    String accept = null;
    String lastEventId = null;
    String traceParent = null;
    String traceState = null;
    String baggage = null;
    Map<String, String> params = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      switch (header.lowercaseName()) {
        case "host" -> host = joined(host, header);
        case "origin" -> origin = joined(origin, header);
        case "authorization" -> authorization = joined(authorization, header);
        case "sec-fetch-site" -> fetchSite = joined(fetchSite, header);
        case "sec-fetch-mode" -> fetchMode = joined(fetchMode, header);
        case "sec-fetch-dest" -> fetchDestination = joined(fetchDestination, header);
        case "content-encoding" -> coding = joined(coding, header);
        case "mcp-protocol-version" -> version = joined(version, header);
        case "mcp-method" -> method = joined(method, header);
        case "mcp-name" -> name = joined(name, header);
        case "mcp-session-id" -> session = joined(session, header);
        case "accept" -> accept = joined(accept, header);
        case "last-event-id" -> lastEventId = joined(lastEventId, header);
        case "traceparent" -> traceParent = joined(traceParent, header);
        case "tracestate" -> traceState = joined(traceState, header);
        case "baggage" -> baggage = joined(baggage, header);
        default -> {
          if (header.lowercaseName().startsWith(PARAM)) {
            params.merge(
                header.lowercaseName().substring(PARAM.length()),
                header.value(),
                (before, more) -> before + ", " + more);
          }
        }
      }
    }
    return new RequestFields(
        Optional.ofNullable(host),
        Optional.ofNullable(origin),
        Optional.ofNullable(authorization),
        new FetchMetadata(
            Optional.ofNullable(fetchSite),
            Optional.ofNullable(fetchMode),
            Optional.ofNullable(fetchDestination)),
        Optional.ofNullable(coding).filter(value -> !value.equalsIgnoreCase("identity")),
        new RequestHead(
            Optional.ofNullable(version),
            Optional.ofNullable(method),
            Optional.ofNullable(name),
            Optional.ofNullable(session),
            Optional.ofNullable(lastEventId),
            params,
            TraceContext.parse(traceParent, traceState, baggage)),
        readsEvents(accept));
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "RequestFields[" + host + ", " + origin + ", " + mcp + "]";
  }

  private static String joined(String before, HttpHeader header) {
    return before == null ? header.value() : before + ", " + header.value();
  }

  private static boolean readsEvents(String accept) {
    if (accept == null) {
      return true;
    }
    String types = accept.toLowerCase(Locale.ROOT);
    return types.contains("text/event-stream") || types.contains("text/*") || types.contains("*/*");
  }
}
