package io.switchgear.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An MCP client for revision 2026-07-28 over Streamable HTTP: one POST per request. */
final class McpClient implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String VERSION = "2026-07-28";
  private static final String META = "io.modelcontextprotocol/";
  private static final int ERROR_CHARS = 300;

  private final ServerAddress server;
  private final URI endpoint;
  private final HttpClient http;
  private final AtomicLong ids = new AtomicLong();

  /**
   * @param server if its URL has no path, {@code /mcp} is used
   */
  McpClient(ServerAddress server) {
    this.server = server;
    this.endpoint = endpoint(server.mcp());
    this.http = server.client();
  }

  static URI endpoint(URI url) {
    boolean bare = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
    return bare ? url.resolve("/mcp") : url;
  }

  /**
   * Sends a request.
   *
   * @param name the tool's name, for {@code tools/call}
   * @param params the parameters without {@code _meta}, which is added here
   * @param onProgress receives the parameters of each {@code notifications/progress}
   */
  Exchange send(
      String method, Optional<String> name, ObjectNode params, Consumer<JsonNode> onProgress) {
    long id = ids.incrementAndGet();
    ObjectNode body = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
    body.put("method", method);
    ObjectNode meta = body.set("params", params).withObject("/params/_meta");
    meta.put(META + "protocolVersion", VERSION);
    meta.putObject(META + "clientCapabilities");
    meta.putObject(META + "clientInfo").put("name", "switchgear-cli").put("version", Version.get());
    meta.put("progressToken", id);
    HttpRequest.Builder request =
        server
            .request(endpoint)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", VERSION)
            .header("Mcp-Method", method)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    name.ifPresent(value -> request.header("Mcp-Name", headerValue(value)));
    return new Exchange(
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()), onProgress);
  }

  /** A header value as the revision defines it: visible ASCII, or Base64 between markers. */
  private static String headerValue(String value) {
    if (value.chars().allMatch(c -> c > 0x20 && c < 0x7F) && !value.startsWith("=?base64?")) {
      return value;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return "=?base64?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** A request in progress. Closing its response cancels it on the server. */
  final class Exchange {

    private final CompletableFuture<HttpResponse<InputStream>> response;
    private final Consumer<JsonNode> onProgress;
    private volatile boolean cancelled;

    private Exchange(
        CompletableFuture<HttpResponse<InputStream>> response, Consumer<JsonNode> onProgress) {
      this.response = response;
      this.onProgress = onProgress;
    }

    void cancel() {
      cancelled = true;
      if (!response.cancel(true)) {
        response.thenAccept(
            answer -> {
              try {
                answer.body().close();
              } catch (IOException alreadyClosed) {
                // The stream is closed, as intended.
              }
            });
      }
    }

    /**
     * Waits for the result; empty if the exchange was cancelled.
     *
     * @throws CommandFailure if the server cannot be reached, refuses, or sends an invalid response
     */
    Optional<JsonNode> await() {
      try {
        HttpResponse<InputStream> answer = response.join();
        try (InputStream body = answer.body()) {
          return Optional.of(result(answer, body));
        }
      } catch (CancellationException ended) {
        return Optional.empty();
      } catch (CompletionException failed) {
        if (cancelled) {
          return Optional.empty();
        }
        throw unreachable(endpoint, failed.getCause());
      } catch (JsonProcessingException notJson) {
        throw new CommandFailure(
            ExitCode.UNREACHABLE, endpoint + " does not respond with JSON; is it an MCP endpoint?");
      } catch (IOException broken) {
        if (cancelled) {
          return Optional.empty();
        }
        throw new CommandFailure(
            ExitCode.UNREACHABLE,
            "the connection to " + endpoint + " broke before the response was complete");
      }
    }

    private JsonNode result(HttpResponse<InputStream> answer, InputStream body) throws IOException {
      String type = answer.headers().firstValue("Content-Type").orElse("");
      if (!type.startsWith("text/event-stream")) {
        byte[] bytes = body.readAllBytes();
        if (type.startsWith("application/json")) {
          JsonNode message = JSON.readTree(bytes);
          int status = answer.statusCode();
          if (status == 401 || status == 403) {
            throw refused(status, message.at("/error/message").asText());
          }
          return resultOf(message);
        }
        throw refused(answer.statusCode(), new String(bytes, StandardCharsets.UTF_8));
      }
      SseReader events =
          new SseReader(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
      for (Optional<String> event = events.next(); event.isPresent(); event = events.next()) {
        JsonNode message = JSON.readTree(event.get());
        if (message.has("id")) {
          return resultOf(message);
        }
        if ("notifications/progress".equals(message.path("method").asText())) {
          onProgress.accept(message.path("params"));
        }
      }
      throw new IOException("the stream ended without a response");
    }
  }

  private JsonNode resultOf(JsonNode message) {
    JsonNode error = message.get("error");
    if (error != null) {
      int code = error.path("code").asInt();
      throw new CommandFailure(
          code == -32602 ? ExitCode.USAGE : ExitCode.FAILED,
          "the server rejected the request ("
              + code
              + "): "
              + clean(error.path("message").asText()));
    }
    JsonNode result = message.get("result");
    if (result == null) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          endpoint + " sent a response that has no result and no error; is it an MCP endpoint?");
    }
    return result;
  }

  private CommandFailure refused(int status, String body) {
    if (status == 401 && server.token().isEmpty()) {
      return new CommandFailure(
          ExitCode.REFUSED,
          endpoint
              + " requires authentication.\n"
              + "Give a token with --token-file, or in the environment variable "
              + CredentialOptions.VARIABLE
              + ".");
    }
    ExitCode code = status == 401 || status == 403 ? ExitCode.REFUSED : ExitCode.UNREACHABLE;
    return new CommandFailure(
        code,
        endpoint + " responds with HTTP " + status + (body.isBlank() ? "" : ": " + clean(body)));
  }

  static CommandFailure unreachable(URI endpoint, Throwable cause) {
    String why = cause.getMessage() == null ? "" : " (" + clean(cause.getMessage()) + ")";
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "cannot reach "
            + endpoint
            + why
            + "\nIs the server running? 'switchgear serve' starts one.");
  }

  private static String clean(String text) {
    return UntrustedText.line(text, ERROR_CHARS);
  }
}
