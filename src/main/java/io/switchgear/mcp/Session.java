package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ClientLog.Level;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One legacy client's session: who owns it, what it agreed to, which requests are under way, and
 * how the server reaches the client.
 */
final class Session implements Client {

  private record UnderWay(JsonNode requestId, Exchange exchange) {}

  /** Addresses that one session can watch. */
  private static final int MAX_WATCHED = 1_000;

  private final String id;
  private final String owner;
  private final String version;
  private final Set<Question.Kind> answerable;
  private final SessionQuestions questions = new SessionQuestions();
  private final SessionStreams streams = new SessionStreams();

  /** A client should give each request its own id; one that does not is served all the same. */
  private final Set<UnderWay> inFlight = ConcurrentHashMap.newKeySet();

  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private volatile Level logs = Level.INFO;
  private volatile long lastUsed;
  private volatile boolean over;

  Session(String id, String owner, String version, Set<Question.Kind> answerable, long now) {
    this.id = id;
    this.owner = owner;
    this.version = version;
    this.answerable = Set.copyOf(answerable);
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

  SessionQuestions questions() {
    return questions;
  }

  SessionStreams streams() {
    return streams;
  }

  @Override
  public Set<Question.Kind> answerable() {
    return answerable;
  }

  @Override
  public boolean wants(Level level) {
    return level.compareTo(logs) >= 0;
  }

  @Override
  public Optional<Session> session() {
    return Optional.of(this);
  }

  /** From now on the client's log is told of this and what is more severe. */
  void logFrom(Level level) {
    logs = level;
  }

  /** Whether there was room for one more address. */
  boolean watch(String uri) {
    return watched.contains(uri) || watched.size() < MAX_WATCHED && watched.add(uri);
  }

  void unwatch(String uri) {
    watched.remove(uri);
  }

  /** Tells the client of a change, if it is one that it is to know of. */
  void tell(Change change) {
    if (!(change instanceof Change.ResourceUpdated updated) || watched.contains(updated.uri())) {
      streams.tell(McpEvent.passing(change.notification(Json.object())));
    }
  }

  void touch(long now) {
    lastUsed = now;
  }

  long lastUsed() {
    return lastUsed;
  }

  /** Whether a request is under way, or the client listens. */
  boolean isBusy() {
    return !inFlight.isEmpty() || streams.isRead();
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

  /** Ends its requests and its streams. */
  void end() {
    over = true;
    inFlight.forEach(underWay -> underWay.exchange().stop(StopReason.CANCELLED));
    questions.endAll();
    streams.endAll();
  }
}
