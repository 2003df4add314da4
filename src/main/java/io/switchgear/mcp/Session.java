package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One legacy client's session: who owns it, what it agreed to, which requests are under way. */
final class Session {

  private record UnderWay(JsonNode requestId, Exchange exchange) {}

  private final String id;
  private final String owner;
  private final String version;

  /** A client should give each request its own id; one that does not is served all the same. */
  private final Set<UnderWay> inFlight = ConcurrentHashMap.newKeySet();

  private volatile long lastUsed;
  private volatile boolean over;

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

  /** Remembers a request until its answer. */
  void started(JsonNode requestId, Exchange exchange) {
    inFlight.add(new UnderWay(requestId, exchange));
    if (over) {
      exchange.stop(StopReason.CANCELLED);
    }
  }

  void ended(JsonNode requestId, Exchange exchange, long now) {
    inFlight.remove(new UnderWay(requestId, exchange));
    lastUsed = now;
  }

  /** Does nothing if the request is unknown or over: a cancellation may cross its answer. */
  void cancel(JsonNode requestId) {
    inFlight.stream()
        .filter(underWay -> underWay.requestId().equals(requestId))
        .forEach(underWay -> underWay.exchange().stop(StopReason.CANCELLED));
  }

  /** Cancels what is under way and, because the session is over, whatever is just being started. */
  void end() {
    over = true;
    inFlight.forEach(underWay -> underWay.exchange().stop(StopReason.CANCELLED));
  }
}
