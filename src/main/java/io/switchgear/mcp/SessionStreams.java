package io.switchgear.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The event streams of one legacy session: those of its requests, and the one it gets. */
final class SessionStreams {

  /** Streams that can be taken up again; the oldest is forgotten first. */
  private static final int KEPT = 16;

  private static final Pattern EVENT_ID = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");
  private static final String GENERAL = "0";

  /**
   * Where a client wants to go on.
   *
   * @param after number of the last event that it saw
   */
  record Place(EventLog log, long after) {}

  private final Map<String, EventLog> logs = new LinkedHashMap<>();
  private EventLog general;
  private long opened;
  private boolean over;

  /** A log for a request's stream, which is not kept unless {@link #keep} is called. */
  synchronized EventLog create() {
    opened++;
    return new EventLog(Long.toString(opened, Character.MAX_RADIX));
  }

  synchronized void keep(EventLog log) {
    logs.put(log.name(), log);
    if (logs.size() > KEPT) {
      logs.remove(logs.keySet().iterator().next());
    }
  }

  /** The stream of what belongs to no request; made when a client first asks for it. */
  synchronized EventLog general() {
    if (general == null) {
      general = new EventLog(GENERAL);
      if (over) {
        general.end();
      }
    }
    return general;
  }

  /** The place that an event's id stands for, if its stream is still kept. */
  synchronized Optional<Place> find(String eventId) {
    Matcher id = EVENT_ID.matcher(eventId);
    if (!id.matches()) {
      return Optional.empty();
    }
    EventLog log = id.group(1).equals(GENERAL) ? general : logs.get(id.group(1));
    return Optional.ofNullable(log).map(found -> new Place(found, Long.parseLong(id.group(2))));
  }

  /** Puts an event on the general stream, if anybody ever asked for it. */
  void tell(McpEvent event) {
    EventLog log;
    synchronized (this) {
      log = general;
    }
    if (log != null) {
      log.append(event);
    }
  }

  synchronized boolean isRead() {
    return general != null && general.isRead();
  }

  /** Ends the general stream and those that were taken up again. */
  void endAll() {
    List<EventLog> all;
    synchronized (this) {
      over = true;
      all = List.copyOf(logs.values());
      if (general != null) {
        general.end();
      }
    }
    all.forEach(EventLog::end);
  }
}
