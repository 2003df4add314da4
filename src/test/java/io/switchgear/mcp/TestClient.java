package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.calls.ArgumentCheck;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.McpReply;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Talks to a server without a transport, and checks every message that comes back. */
public final class TestClient {

  public static final String ENVELOPE =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  public static final RequestHead NO_HEAD = head(null, null, null, null);

  /** An answer with what the transport is told about it. */
  public record Told(int status, JsonNode body, Optional<String> sessionId) {
    public JsonNode result() {
      return body.path("result");
    }

    public int code() {
      return body.path("error").path("code").asInt();
    }

    public String message() {
      return body.path("error").path("message").asText();
    }
  }

  public final FixtureTools tools = new FixtureTools();
  public final McpServer server;
  private final Caller caller;

  /** Of a server of {@link FixtureTools}. */
  public TestClient() {
    this.server =
        new McpServer(
            SteppedTools.of(new ArgumentCheck(tools::find), tools),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", "Call a_text first."),
            TestSessions.of(3));
    this.caller = Caller.LOCAL;
  }

  /** Of another server, which knows nothing of {@link #tools}. */
  public TestClient(McpServer server, Caller caller) {
    this.server = server;
    this.caller = caller;
  }

  public static RequestHead head(String version, String method, String name, String session) {
    return new RequestHead(
        Optional.ofNullable(version),
        Optional.ofNullable(method),
        Optional.ofNullable(name),
        Optional.ofNullable(session));
  }

  /** A modern request in order; {@code params} in single quotes, without braces. */
  public Told modern(String id, String method, String params, String name) {
    return modern(head("2026-07-28", method, name, null), request(id, method, params));
  }

  public Told modern(RequestHead head, String body) {
    return told(true, head, body);
  }

  public Told legacy(String session, String body) {
    return told(false, head(null, null, null, session), body);
  }

  public Told told(boolean modern, RequestHead head, String body) {
    McpReply.Json json =
        switch (send(head, body)) {
          case McpReply.Json now -> now;
          case McpReply.InFlight later -> await(later.exchange());
          case McpReply.Accepted ignored -> throw new AssertionError("accepted");
          case McpReply.NoContent ignored -> throw new AssertionError("no content");
        };
    return told(modern, methodOf(body), json);
  }

  public static Told told(boolean modern, String method, McpReply.Json json) {
    return new Told(
        json.status(), WireSchemas.check(modern, method, json.body()), json.sessionId());
  }

  public McpReply.Settled send(RequestHead head, String body) {
    return settled(server.handle(head, bytes(body), caller));
  }

  /** The reply, once it is there. */
  public static McpReply.Settled settled(McpReply reply) {
    return Await.result("the reply to settle", reply.settled());
  }

  public Exchange start(RequestHead head, String body) {
    return assertInstanceOf(McpReply.InFlight.class, send(head, body)).exchange();
  }

  public static McpReply.Json await(Exchange exchange) {
    return assertInstanceOf(McpReply.Json.class, end(exchange));
  }

  public static McpReply.End end(Exchange exchange) {
    return Await.result("the answer", exchange.answer());
  }

  /** Opens a legacy session. */
  public String initialize(String version) {
    return told(
            false,
            NO_HEAD,
            "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'"
                + version
                + "','capabilities':{},'clientInfo':{'name':'t','version':'1'}}}")
        .sessionId()
        .orElseThrow();
  }

  public static String request(String id, String method, String params) {
    return "{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':{" + params + "}}";
  }

  public static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String methodOf(String body) {
    int at = body.indexOf("'method':'");
    return at < 0 ? "" : body.substring(at + 10, body.indexOf('\'', at + 10));
  }
}
