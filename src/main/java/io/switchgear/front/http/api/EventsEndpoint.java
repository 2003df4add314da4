package io.switchgear.front.http.api;

import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.front.http.sse.SseStage;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.events.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code GET /api/v1/events}: the event log as a stream of server-sent events (HTML standard,
 * section 9.2).
 *
 * <p>With {@code Last-Event-ID} the stream continues after that event, with {@code Last-Event-ID:
 * 0} it starts with the oldest event that is kept, without the header with the next event. An event
 * of the type {@code gap} tells a reader that it has missed events. Live values have no id: see
 * {@link io.switchgear.watch.events.LiveValues}.
 */
public final class EventsEndpoint implements AutoCloseable {

  /** Streams that may be open at once. */
  public static final int MAX_STREAMS = 64;

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String PATH = "/api/v1/events";

  private final EventLog log;
  private final Duration keepAlive;
  private final PrincipalLimits limits;

  /** What ends a stream, with what returns its place. */
  private final Map<Runnable, Runnable> open = new ConcurrentHashMap<>();

  private final List<Runnable> beginning = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param keepAlive between comments while nothing happens
   */
  public EventsEndpoint(EventLog log, Duration keepAlive) {
    this(log, keepAlive, PrincipalLimits.NONE);
  }

  /**
   * @param keepAlive between comments while nothing happens
   * @param limits how many one principal may have open
   */
  public EventsEndpoint(EventLog log, Duration keepAlive, PrincipalLimits limits) {
    this.limits = limits;
    this.log = log;
    this.keepAlive = keepAlive;
  }

  public Endpoint endpoint() {
    return Endpoint.get(PATH).needs(Permission.OPS_READ).answeredBy(this::answer);
  }

  private CompletionStage<HttpResponse> answer(Endpoint.Asked asked) {
    if (open.size() >= MAX_STREAMS) {
      return CompletableFuture.completedFuture(
          HttpResponses.problem(
              PATH,
              503,
              "Too many event streams: %d are open, as many as may be; close one, or let one reader"
                      .formatted(MAX_STREAMS)
                  + " hand events on"));
    }
    // Checked here and taken when the stream begins, because that of a HEAD request never begins.
    Optional<Runnable> place = limits.streamPermit(asked.caller());
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          HttpResponses.problem(
                  PATH,
                  429,
                  "Too many streams: you have as many open as you may; close one, or let one reader"
                      + " hand events on")
              .addHeader(HttpResponses.retryAfter(SOON)));
    }
    place.get().run();
    EventLogSource events =
        new EventLogSource(
            log,
            asked.lastEventId().map(String::strip),
            end -> opened(end, asked.caller()),
            this::gone);
    return CompletableFuture.completedFuture(
        HttpResponses.events(Source.fromGraph(new SseStage(events, keepAlive))));
  }

  /**
   * Adds a task that runs as each stream begins, before the stream reads the live values, which may
   * be as old as the last reader. The task must be short.
   */
  void whenOpened(Runnable task) {
    beginning.add(task);
  }

  /** Called when a stream begins, with what ends it. */
  private void opened(Runnable end, Caller caller) {
    Optional<Runnable> place = limits.streamPermit(caller);
    open.put(end, place.orElse(() -> {}));
    if (closed || place.isEmpty() || open.size() > MAX_STREAMS) {
      end.run();
    } else {
      beginning.forEach(Runnable::run);
    }
  }

  private void gone(Runnable end) {
    Runnable place = open.remove(end);
    if (place != null) {
      place.run();
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
    open.keySet().forEach(Runnable::run);
  }
}
