package io.switchgear.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
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
 * What is published of a session, to be read by everybody without a message to it: what it has
 * under way, when it was last used, what its client's log is to have, whether its client listens.
 * Requests note that they begin and end; the session says where its stream is and that it is over.
 */
public final class SessionStatus {

  private record UnderWay(RequestId requestId, Exchange exchange) {}

  /** A timer of no time would find the same again. */
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Duration idle;
  private final LongSupplier nanoTime;

  /** A client should give each request its own id; one that does not is served all the same. */
  private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

  private final AtomicLong numbers = new AtomicLong();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private volatile LogLevel least = LogLevel.INFO;
  private volatile ReplayBuffer general;
  private volatile long lastUsed;
  private volatile boolean over;

  /**
   * @param idle after which it is gone, if it is neither used nor busy
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

  /** From now on the client's log is told of this and what is more severe. */
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

  /** Whether a request is under way, or the client listens. */
  boolean isBusy() {
    ReplayBuffer stream = general;
    return !underWay.isEmpty() || stream != null && stream.isRead();
  }

  /** Whether its idle time is over. */
  boolean isIdle() {
    return unused() >= idle.toNanos() && !isBusy();
  }

  /** What is left of the idle time if nobody uses it from now on, at least a millisecond. */
  Duration left() {
    Duration left = isBusy() ? idle : idle.minusNanos(unused());
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  /** Remembers a request until its answer. */
  void started(JsonNode requestId, Exchange exchange) {
    underWay.add(new UnderWay(RequestId.of(requestId), exchange));
    if (over) {
      exchange.stop(StopReason.CANCELLED);
    }
  }

  void ended(JsonNode requestId, Exchange exchange) {
    // First, as it would be idle in between.
    touch();
    underWay.remove(new UnderWay(RequestId.of(requestId), exchange));
  }

  /** Does nothing if the request is unknown or over: a cancellation may cross its answer. */
  public void cancel(RequestId requestId) {
    underWay.stream()
        .filter(request -> request.requestId().equals(requestId))
        .forEach(request -> request.exchange().cancel());
  }

  /** Whether its client ever asked for the general stream, so that there is something to tell. */
  boolean listens() {
    return general != null;
  }

  /** For the session: where its general stream is. */
  void show(ReplayBuffer stream) {
    general = stream;
  }

  boolean isOver() {
    return over;
  }

  /** For the session: it is over, and with it every request under way. */
  void end() {
    over = true;
    underWay.forEach(request -> request.exchange().stop(StopReason.CANCELLED));
  }

  /** Completes when nothing of the session is left; for those who wait for its answer in vain. */
  CompletableFuture<Void> released() {
    return released;
  }
}
