package io.switchgear.watch.events;

import io.switchgear.cluster.feed.NodeRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a reader has the events of each run of each node. Any node can continue from it, because
 * sequences belong to runs and not to the node that is read from.
 *
 * <p>As text it is the id of a server-sent event: for each run its token, {@code :} and the
 * sequence in base 36, with dots in between, {@code mf3k2a9x-q7z0:sw.mf3k2b01-aa00:1}. A {@code !}
 * instead of the colon marks a run that was unknown to a node that the reader came to; the reader
 * has been told that it may have missed events of it. Used by one thread.
 */
final class EventCursor {

  /** Maximum number of runs. */
  static final int MOST_RUNS = 200;

  /** A token and the sequence. */
  private static final int MOST_CHARS = MOST_RUNS * 26;

  private static final int RADIX = 36;

  /** Below 2^53. */
  private static final int SEQUENCE_CHARS = 10;

  private final Map<String, Mark> marks = new LinkedHashMap<>();

  private record Mark(long sequence, boolean lost) {}

  EventCursor(Map<String, Long> passed) {
    passed.forEach(this::pass);
  }

  private EventCursor() {}

  /** Reads the text; empty for any other text. */
  static Optional<EventCursor> parse(String text) {
    if (text.length() > MOST_CHARS) {
      return Optional.empty();
    }
    EventCursor cursor = new EventCursor();
    for (String part : text.split("\\.", -1)) {
      int at = Math.max(part.indexOf(':'), part.indexOf('!'));
      if (at < 0 || cursor.marks.size() == MOST_RUNS) {
        return Optional.empty();
      }
      String token = part.substring(0, at);
      OptionalLong sequence = sequence(part.substring(at + 1));
      if (!NodeRun.isToken(token)
          || sequence.isEmpty()
          || cursor.marks.put(token, new Mark(sequence.getAsLong(), part.charAt(at) == '!'))
              != null) {
        return Optional.empty();
      }
    }
    return Optional.of(cursor);
  }

  private static OptionalLong sequence(String text) {
    if (text.isEmpty() || text.length() > SEQUENCE_CHARS || !text.matches("[0-9a-z]+")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text, RADIX));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    marks.forEach(
        (token, mark) ->
            text.append(text.isEmpty() ? "" : ".")
                .append(token)
                .append(mark.lost() ? '!' : ':')
                .append(Long.toString(mark.sequence(), RADIX)));
    return text.toString();
  }

  /** The sequence up to which the reader has a run; empty if it has none of it. */
  OptionalLong passed(String token) {
    Mark mark = marks.get(token);
    return mark == null ? OptionalLong.empty() : OptionalLong.of(mark.sequence());
  }

  /** The sequences by the tokens of the runs. */
  Map<String, Long> passed() {
    Map<String, Long> all = new LinkedHashMap<>();
    marks.forEach((token, mark) -> all.put(token, mark.sequence()));
    return all;
  }

  void pass(String token, long sequence) {
    if (marks.put(token, new Mark(sequence, false)) == null && marks.size() > MOST_RUNS) {
      marks.remove(oldest());
    }
  }

  private String oldest() {
    return marks.entrySet().stream()
        .filter(each -> each.getValue().lost())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> marks.keySet().iterator().next());
  }

  /**
   * Marks a run as unknown here.
   *
   * @return whether it was not marked before
   */
  boolean lose(String token) {
    Mark mark = marks.get(token);
    return mark != null && !marks.put(token, new Mark(mark.sequence(), true)).lost();
  }
}
