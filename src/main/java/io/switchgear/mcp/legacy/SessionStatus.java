package io.switchgear.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.wire.RequestId;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The published state of a session, which every thread reads without a message to the session: its
 * requests under way, its last use, the log level of its client, and whether its client listens.
 * Requests record their begin and end; the session records its general stream and its end.
 */
public final class SessionStatus {

  private record UnderWay(RequestId requestId, Exchange exchange) {}

  /** A timer of zero length would fire in the same state. */
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Duration idle;
  private final LongSupplier nanoTime;

  /** A client should give each request its own id. A client that does not is still served. */
  private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

  private final AtomicLong numbers = new AtomicLong();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private volatile LogLevel least = LogLevel.INFO;
  private volatile ReplayBuffer general;
  private volatile Set<String> watched = Set.of();
  private volatile long lastUsed;
  private volatile boolean over;

  /**
   * @param idle time after which an unused session that is not busy ends
   * @param nanoTime the clock of that, as {@link System#nanoTime}
   */
  SessionStatus(Duration idle, LongSupplier nanoTime) {
    this.idle = idle;
    this.nanoTime = nanoTime;
    touch();
  }

  boolean wants(LogLevel level) {
    return level.compareTo(least) >= 0;
  }

  /** Sets the least severity that the client's log takes. */
  public void logFrom(LogLevel level) {
    least = level;
  }

  /** Unique in the session. */
  long nextNumber() {
    return numbers.incrementAndGet();
  }

  public void touch() {
    lastUsed = nanoTime.getAsLong();
  }

  /** Nanoseconds since it was last used. */
  long unused() {
    return nanoTime.getAsLong() - lastUsed;
  }

  /** Whether a request is under way or the client reads the general stream. */
  boolean isBusy() {
    ReplayBuffer stream = general;
    return !underWay.isEmpty() || stream != null && stream.isRead();
  }

  /** Whether its idle time is over. */
  boolean isIdle() {
    return unused() >= idle.toNanos() && !isBusy();
  }

  /** The remaining idle time; at least a millisecond. */
  Duration left() {
    Duration left = isBusy() ? idle : idle.minusNanos(unused());
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  /** Registers a request until its answer. */
  void started(JsonNode requestId, Exchange exchange) {
    underWay.add(new UnderWay(RequestId.of(requestId), exchange));
    if (over) {
      exchange.stop(StopReason.CANCELLED);
    }
  }

  void ended(JsonNode requestId, Exchange exchange) {
    // Comes first, because the session would be idle in between.
    touch();
    underWay.remove(new UnderWay(RequestId.of(requestId), exchange));
  }

  /** Does nothing if the request is unknown or over: a cancellation may cross its answer. */
  public void cancel(RequestId requestId) {
    underWay.stream()
        .filter(request -> request.requestId().equals(requestId))
        .forEach(request -> request.exchange().cancel());
  }

  /** Whether its client ever opened the general stream. */
  boolean listens() {
    return general != null;
  }

  /** Called by the session: publishes its general stream. */
  void show(ReplayBuffer stream) {
    general = stream;
  }

  /** Called by the session: publishes the addresses that its client watches. */
  void watch(Set<String> addresses) {
    watched = addresses;
  }

  /** Whether its client is to be told of the change. */
  boolean wants(CatalogChange change) {
    return listens()
        && (!(change instanceof CatalogChange.ResourceUpdated updated)
            || watched.contains(updated.uri()));
  }

  boolean isOver() {
    return over;
  }

  /** Called by the session: it has ended, and all its requests are stopped. */
  void end() {
    over = true;
    underWay.forEach(request -> request.exchange().stop(StopReason.CANCELLED));
  }

  /**
   * Completes when everything of the session is released; for callers that wait for an answer that
   * will not come.
   */
  CompletableFuture<Void> released() {
    return released;
  }
}
