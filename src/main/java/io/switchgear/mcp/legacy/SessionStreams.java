package io.switchgear.mcp.legacy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The event streams that a session keeps; a value.
 *
 * @param general the stream of events that belong to no request; made when its client first opens
 *     it
 * @param kept streams of requests that can be resumed, oldest first
 */
public record SessionStreams(Optional<ReplayBuffer> general, List<ReplayBuffer> kept) {

  static final SessionStreams NONE = new SessionStreams(Optional.empty(), List.of());

  /** Most streams of a session that can be resumed; the oldest is dropped first. */
  static final int KEPT = 16;

  private static final Pattern EVENT_ID = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");
  private static final String GENERAL = "0";

  /**
   * The point at which a client resumes a stream.
   *
   * @param after number of the last event that it saw
   */
  public record Place(ReplayBuffer log, long after) {}

  /**
   * A buffer for a request's stream; the session keeps it only if it is told to.
   *
   * @param number unique in the session, at least 1
   */
  static ReplayBuffer ofRequest(long number, SessionBudgets memory) {
    return new ReplayBuffer(Long.toString(number, Character.MAX_RADIX), memory);
  }

  SessionStreams withGeneral(SessionBudgets memory) {
    return general.isPresent()
        ? this
        : new SessionStreams(Optional.of(new ReplayBuffer(GENERAL, memory)), kept);
  }

  /** The stream that is dropped when another one is kept. */
  Optional<ReplayBuffer> surplus() {
    return kept.size() < KEPT ? Optional.empty() : Optional.of(kept.getFirst());
  }

  SessionStreams keeping(ReplayBuffer log) {
    return new SessionStreams(
        general,
        Stream.concat(kept.stream().skip(surplus().isPresent() ? 1 : 0), Stream.of(log)).toList());
  }

  /** The point in a stream that an event's id names, if the stream is still kept. */
  Optional<Place> find(String eventId) {
    Matcher id = EVENT_ID.matcher(eventId);
    if (!id.matches()) {
      return Optional.empty();
    }
    return Stream.concat(general.stream(), kept.stream())
        .filter(log -> log.name().equals(id.group(1)) && !log.isForgotten())
        .findAny()
        .map(log -> new Place(log, Long.parseLong(id.group(2))));
  }

  /** Ends all streams. */
  void end() {
    general.ifPresent(ReplayBuffer::end);
    kept.forEach(ReplayBuffer::end);
  }

  /** Drops all kept events. */
  void forget() {
    general.ifPresent(ReplayBuffer::forget);
    kept.forEach(ReplayBuffer::forget);
  }
}
