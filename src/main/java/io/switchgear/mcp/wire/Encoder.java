package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * JSON-RPC messages as they leave, the one place that knows what an era adds: modern results have
 * {@code resultType}, {@code serverInfo} and, where they may be kept, {@code ttlMs} and {@code
 * cacheScope}; legacy results have none of these.
 */
public final class Encoder {

  /**
   * How long a client may keep a list. Tools change when the configuration does, which is seldom
   * but unannounced.
   */
  private static final int TTL_MS = 60_000;

  /** Both written once, as every modern result has the one or the other. */
  private final JsonNode serverInfo;

  private final JsonNode onlyServerInfo;

  public Encoder(ServerIdentity identity) {
    this.serverInfo = Json.written(serverInfo(identity));
    this.onlyServerInfo = Json.written(Json.object().set(RequestMeta.SERVER_INFO, serverInfo));
  }

  public static ObjectNode serverInfo(ServerIdentity identity) {
    return Json.object()
        .put("name", identity.name())
        .put("title", identity.title())
        .put("version", identity.version());
  }

  /** Takes over {@code asking}, which is of this request only; the modern era alone has this. */
  public byte[] inputRequired(JsonNode id, ObjectNode asking) {
    ObjectNode body = asking.put("resultType", "input_required");
    signed(body);
    return Json.bytes(message().<ObjectNode>set("id", id).set("result", body));
  }

  /** Takes over {@code body}, which is of this request only. */
  public byte[] result(Era era, JsonNode id, ObjectNode body, CacheHint keep) {
    switch (era) {
      case MODERN -> {
        body.put("resultType", "complete");
        switch (keep) {
          case NONE -> {}
          case DO_NOT_KEEP -> hints(body, 0);
          case KEEP_A_WHILE -> hints(body, TTL_MS);
        }
        signed(body);
      }
      case LEGACY -> {}
    }
    return Json.bytes(message().<ObjectNode>set("id", id).set("result", body));
  }

  private void signed(ObjectNode body) {
    if (body.get("_meta") instanceof ObjectNode meta) {
      meta.set(RequestMeta.SERVER_INFO, serverInfo);
    } else {
      body.set("_meta", onlyServerInfo);
    }
  }

  private static void hints(ObjectNode body, int ttlMs) {
    body.put("ttlMs", ttlMs);
    // What a caller gets may come to depend on its permissions, so it is not to be shared.
    body.put("cacheScope", "private");
  }

  /** The id is left out where the request's could not be read. */
  public static byte[] error(Optional<JsonNode> id, Refusal refusal) {
    ObjectNode error =
        Json.object().put("code", refusal.code().number()).put("message", refusal.message());
    refusal.data().ifPresent(data -> error.set("data", data));
    ObjectNode message = message();
    id.ifPresent(present -> message.set("id", present));
    return Json.bytes(message.set("error", error));
  }

  /**
   * A request of the server's own.
   *
   * @param request {@code method} and {@code params}; given away
   */
  public static byte[] request(String id, ObjectNode request) {
    return Json.bytes(message().put("id", id).setAll(request));
  }

  public static byte[] notification(String method, ObjectNode params) {
    return Json.bytes(message().put("method", method).set("params", params));
  }

  private static ObjectNode message() {
    return Json.object().put("jsonrpc", "2.0");
  }
}
