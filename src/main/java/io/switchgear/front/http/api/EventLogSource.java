package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.front.http.sse.SseSource;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventReading;
import io.switchgear.watch.events.EventReading.Part;
import io.switchgear.watch.events.LiveValues;
import io.switchgear.watch.view.EventJson.Gap;
import io.switchgear.watch.view.ViewMapper;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.util.ByteString;

/**
 * Streams the event log from a position on, together with the live values. It reads from the log
 * when the stream requests a frame, so a slow reader fills no queue.
 */
final class EventLogSource implements SseSource {

  /** Maximum events in one frame. This bounds the time that the log is locked. */
  private static final int BATCH = 32;

  /** Tells browsers to reconnect after 2,000 ms. */
  private static final String BEGIN = "retry: 2000\n\n";

  private final EventLog log;
  private final Optional<String> lastEventId;
  private final Consumer<Runnable> opened;
  private final Consumer<Runnable> closed;
  private final Runnable ending = this::end;

  private volatile Runnable news = () -> {};
  private volatile boolean ended;

  // The fields below are used by the stream's thread only.
  private EventLog.Listening listening = () -> {};
  private EventLog.Listening watching = () -> {};
  private String first = BEGIN;
  private Optional<EventReading> reading = Optional.empty();
  private long version;

  /**
   * @param lastEventId as the reader sent it
   * @param opened receives a task that ends the stream, when the stream starts
   * @param closed receives the same task when the stream has ended
   */
  EventLogSource(
      EventLog log,
      Optional<String> lastEventId,
      Consumer<Runnable> opened,
      Consumer<Runnable> closed) {
    this.log = log;
    this.lastEventId = lastEventId;
    this.opened = opened;
    this.closed = closed;
  }

  @Override
  public void opened(Runnable tell) {
    news = tell;
    reading = Optional.of(EventReading.of(log, lastEventId));
    listening = log.listen(event -> tell.run());
    watching = log.live().listen(tell);
    opened.accept(ending);
  }

  private void end() {
    ended = true;
    news.run();
  }

  @Override
  public Optional<ByteString> poll() {
    if (ended) {
      return Optional.empty();
    }
    String frames = first;
    first = "";
    if (frames.isEmpty()) {
      frames = events() + liveValues();
    }
    return frames.isEmpty() ? Optional.empty() : Optional.of(ByteString.fromString(frames));
  }

  @Override
  public boolean isOver() {
    return ended;
  }

  private String events() {
    return reading.stream()
        .flatMap(reader -> reader.next(BATCH).stream())
        .map(EventLogSource::frame)
        .collect(Collectors.joining());
  }

  private String liveValues() {
    Optional<LiveValues.Batch> batch = log.live().after(version, BATCH);
    batch.ifPresent(some -> version = some.version());
    return batch.stream()
        .flatMap(some -> some.values().stream())
        .map(EventLogSource::frame)
        .collect(Collectors.joining());
  }

  @Override
  public void readerGone() {
    // The log keeps nothing for a reader.
  }

  @Override
  public void closed() {
    listening.close();
    watching.close();
    closed.accept(ending);
  }

  private static String frame(Part part) {
    return switch (part) {
      case Part.Restarted ignored -> frame(Gap.serverRestarted());
      case Part.Missed missed -> frame(Gap.noLongerKept(missed.node(), missed.count()));
      case Part.Happened happened ->
          frame(
              happened.event().kind().wire(),
              "id: " + happened.cursor() + "\n",
              happened.event().toJson());
    };
  }

  private static String frame(Gap gap) {
    return frame(Gap.TYPE, "", ViewMapper.tree(gap));
  }

  /** Without an id, so that it does not move the reader's position. */
  private static String frame(ObjectNode live) {
    return frame(live.get("type").textValue(), "", live);
  }

  private static String frame(String type, String id, ObjectNode data) {
    return id + "event: " + type + "\ndata: " + data + "\n\n";
  }
}
