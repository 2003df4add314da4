package io.switchgear.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A minimal HTTP client that sends its token, if it has one, with every request. */
final class Visitor implements AutoCloseable {

  /** A response with its complete body. */
  record Seen(int status, HttpResponse<String> response) {

    /** The challenge of the response; empty if there is none. */
    String challenge() {
      return response.headers().firstValue("WWW-Authenticate").orElse("");
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return Answers.messages(response.body()).getLast();
      } catch (JsonProcessingException e) {
        throw new AssertionError(response.body(), e);
      }
    }

    /** The response without the parts that differ in all responses. */
    String told() {
      return status + " " + response.body() + " " + challenge();
    }
  }

  private final HttpClient http;
  private final URI mcp;
  private final Optional<String> authorization;

  Visitor(URI mcp, Optional<String> authorization) {
    this(HttpClient.newHttpClient(), mcp, authorization);
  }

  Visitor(HttpClient http, URI mcp, Optional<String> authorization) {
    this.http = http;
    this.mcp = mcp;
    this.authorization = authorization;
  }

  static Visitor with(URI mcp, String token) {
    return new Visitor(mcp, Optional.of("Bearer " + token));
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(mcp.resolve(path)).timeout(Duration.ofMinutes(2));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  Seen send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Seen(response.statusCode(), response);
  }

  /** Returns a response whose body may have no end. */
  HttpResponse<InputStream> open(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofInputStream());
  }

  Seen get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  Seen post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /**
   * A request of 2026-07-28.
   *
   * @param params JSON in single quotes, without braces
   */
  HttpRequest.Builder modern(String method, String name, String params) {
    HttpRequest.Builder request =
        request("/mcp")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method);
    if (!name.isEmpty()) {
      request.header("Mcp-Name", name);
    }
    return request.POST(
        BodyPublishers.ofString(
            ("{'jsonrpc':'2.0','id':1,'method':'"
                    + method
                    + "','params':{"
                    + (params.isEmpty() ? "" : params + ",")
                    + "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
                    + "'io.modelcontextprotocol/clientCapabilities':{'elicitation':{}}}}}")
                .replace('\'', '"')));
  }

  Seen mcp(String method, String name, String params) throws IOException, InterruptedException {
    return send(modern(method, name, params));
  }

  Seen call(String tool, String arguments) throws IOException, InterruptedException {
    return mcp("tools/call", tool, "'name':'" + tool + "','arguments':" + arguments);
  }

  /** A message of the 2025 era; {@code session} may be empty, {@code json} is in single quotes. */
  HttpRequest.Builder legacy(String session, String json) {
    HttpRequest.Builder request =
        request("/mcp")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return request.POST(BodyPublishers.ofString(json.replace('\'', '"')));
  }

  /** The id of a new session. */
  String initialize() throws IOException, InterruptedException {
    return initialize("2025-11-25");
  }

  String initialize(String version) throws IOException, InterruptedException {
    return send(legacy(
            "",
            "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'"
                + version
                + "','capabilities':{},'clientInfo':{'name':'t','version':'1'}}}"))
        .header("Mcp-Session-Id");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
