package io.switchgear.mcp;

import io.switchgear.tool.Question.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The legacy sessions of this node: bounded in number, dropped when idle. A session with a request
 * under way is never idle.
 */
final class Sessions {

  /** 192 bits: not to be guessed, and 32 characters of base64url, which are all visible ASCII. */
  private static final int ID_BYTES = 24;

  private final int max;
  private final long idleNanos;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Sessions(int max, Duration idle, LongSupplier nanoTime) {
    this.max = max;
    this.idleNanos = idle.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * Opens a session; where all places are taken, the one longest unused makes way: its client is
   * answered 404 and starts anew. Empty if every session has a request under way.
   */
  synchronized Optional<Session> open(String owner, String version, Set<Kind> answerable) {
    dropIdle();
    while (sessions.size() >= max) {
      Optional<Session> oldest =
          sessions.values().stream()
              .filter(session -> !session.isBusy())
              .min(Comparator.comparingLong(session -> session.lastUsed() - nanoTime.getAsLong()));
      if (oldest.isEmpty()) {
        return Optional.empty();
      }
      end(oldest.get());
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Session session = new Session(id, owner, version, answerable, nanoTime.getAsLong());
    sessions.put(id, session);
    return Optional.of(session);
  }

  /** The session, if it is there and the caller's own; its idle time starts anew. */
  Optional<Session> find(String id, String owner) {
    Session session = sessions.get(id);
    if (session == null || !session.owner().equals(owner)) {
      return Optional.empty();
    }
    if (isIdle(session)) {
      end(session);
      return Optional.empty();
    }
    session.touch(nanoTime.getAsLong());
    return Optional.of(session);
  }

  /** Forgets the session and cancels what it has under way. */
  void end(Session session) {
    sessions.remove(session.id(), session);
    session.end();
  }

  void dropIdle() {
    sessions.values().stream().filter(this::isIdle).forEach(this::end);
  }

  void tellAll(Change change) {
    sessions.values().forEach(session -> session.tell(change));
  }

  /** Ends what clients read without having asked for anything; the sessions stay. */
  void endStreams() {
    sessions.values().forEach(session -> session.streams().endAll());
  }

  int size() {
    return sessions.size();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  private boolean isIdle(Session session) {
    return !session.isBusy() && nanoTime.getAsLong() - session.lastUsed() > idleNanos;
  }
}
