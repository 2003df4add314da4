package io.switchgear.http;

import io.switchgear.events.EventLog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * {@code GET /api/v1/events}: what happens, as an event stream of the HTML standard (section 9.2).
 *
 * <p>With {@code Last-Event-ID} it goes on after that event, with {@code Last-Event-ID: 0} it
 * begins with the oldest that is kept; without, with the next. What a reader misses because it is
 * no longer kept is told by an event of the type {@code gap}. What is so at the moment comes
 * without an id: see {@link io.switchgear.events.LiveValues}.
 */
public final class EventStreams implements AutoCloseable {

  /** Streams at once. */
  static final int MAX_STREAMS = 64;

  private static final String PATH = "/api/v1/events";
  private static final ByteString KEEP_ALIVE = ByteString.fromString(": keepalive\n\n");

  private final EventLog log;
  private final Duration keepAlive;
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param keepAlive between comments while nothing happens
   */
  public EventStreams(EventLog log, Duration keepAlive) {
    this.log = log;
    this.keepAlive = keepAlive;
  }

  public Endpoint endpoint() {
    return Endpoint.get(PATH, this::answer);
  }

  private CompletionStage<HttpResponse> answer(Endpoint.Asked asked) {
    if (open.size() >= MAX_STREAMS) {
      return CompletableFuture.completedFuture(
          Answers.problem(
              PATH,
              503,
              "Too many event streams: %d are open, as many as may be; close one, or let one reader"
                      .formatted(MAX_STREAMS)
                  + " hand events on"));
    }
    EventTail tail =
        new EventTail(log, asked.lastEventId().map(String::strip), this::opened, open::remove);
    return CompletableFuture.completedFuture(
        Answers.events(Source.fromGraph(tail).keepAlive(keepAlive, () -> KEEP_ALIVE)));
  }

  /** Called by a stream that begins, with what ends it. */
  private void opened(Runnable end) {
    open.add(end);
    if (closed || open.size() > MAX_STREAMS) {
      end.run();
    }
  }

  /** How many are open. */
  public int streams() {
    return open.size();
  }

  /** Ends all streams, and each that still comes. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Runnable::run);
  }
}
