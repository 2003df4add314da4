package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One legacy client's session: who owns it, what it agreed to, which requests are under way. */
final class Session {

  private final String id;
  private final String owner;
  private final String version;
  private final Map<JsonNode, Exchange> inFlight = new ConcurrentHashMap<>();
  private volatile long lastUsed;

  Session(String id, String owner, String version, long now) {
    this.id = id;
    this.owner = owner;
    this.version = version;
    this.lastUsed = now;
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  String version() {
    return version;
  }

  void touch(long now) {
    lastUsed = now;
  }

  long lastUsed() {
    return lastUsed;
  }

  boolean isBusy() {
    return !inFlight.isEmpty();
  }

  /** Whether a request of that id is under way. */
  boolean has(JsonNode requestId) {
    return inFlight.containsKey(requestId);
  }

  /** Remembers a request until its answer; false if one of that id is under way. */
  boolean started(JsonNode requestId, Exchange exchange) {
    return inFlight.putIfAbsent(requestId, exchange) == null;
  }

  void ended(JsonNode requestId, long now) {
    inFlight.remove(requestId);
    lastUsed = now;
  }

  /** Does nothing if the request is unknown or over: a cancellation may cross its answer. */
  void cancel(JsonNode requestId) {
    Exchange exchange = inFlight.get(requestId);
    if (exchange != null) {
      exchange.stop(StopReason.CANCELLED);
    }
  }

  void cancelAll() {
    inFlight.values().forEach(exchange -> exchange.stop(StopReason.CANCELLED));
  }
}
