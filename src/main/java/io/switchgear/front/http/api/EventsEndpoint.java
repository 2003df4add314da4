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
 * <p>The id of an event is a cursor over the events of all nodes, see {@link
 * io.switchgear.watch.events.EventReading}. With {@code Last-Event-ID} the stream continues after
 * that event, with {@code Last-Event-ID: 0} it starts with the oldest event that is kept, without
 * the header with the next event. An event of the type {@code gap} tells a reader that it has
 * missed events. Live values have no id and are of this node, apart from those of jobs: see {@link
 * io.switchgear.watch.events.LiveValues}.
 */
public final class EventsEndpoint implements AutoCloseable {

  /** Streams that may be open at once. */
  public static final int MAX_STREAMS = 64;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final String PATH = "/api/v1/events";

  private final EventLog log;
  private final Duration keepAlive;
  private final PrincipalLimits limits;

  /** For each open stream, the task that ends it and the task that releases its permit. */
  private final Map<Runnable, Runnable> open = new ConcurrentHashMap<>();

  private final List<Runnable> openTasks = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param keepAlive between comments while nothing happens
   */
  public EventsEndpoint(EventLog log, Duration keepAlive) {
    this(log, keepAlive, PrincipalLimits.NONE);
  }

  /**
   * @param keepAlive interval between comments while no event occurs
   * @param limits the maximum number of open streams per principal
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
              "Too many event streams: %d are open, which is the maximum; close one, or let one reader"
                      .formatted(MAX_STREAMS)
                  + " pass the events on"));
    }
    // Only checked here. The permit is taken when the stream starts, because the stream of a HEAD
    // request never starts.
    Optional<Runnable> permit = limits.streamPermit(asked.caller());
    if (permit.isEmpty()) {
      return CompletableFuture.completedFuture(
          HttpResponses.problem(
                  PATH,
                  429,
                  "Too many streams: you have reached your maximum; close one, or let one reader"
                      + " pass the events on")
              .addHeader(HttpResponses.retryAfter(RETRY_AFTER)));
    }
    permit.get().run();
    EventLogSource events =
        new EventLogSource(
            log,
            asked.lastEventId().map(String::strip),
            end -> opened(end, asked.caller()),
            this::ended);
    return CompletableFuture.completedFuture(
        HttpResponses.events(Source.fromGraph(new SseStage(events, keepAlive))));
  }

  /**
   * Adds a task that runs when a stream starts, before it reads the live values, which are not
   * updated while no stream is open. The task must be short.
   */
  void whenOpened(Runnable task) {
    openTasks.add(task);
  }

  /** Called when a stream starts, with the task that ends it. */
  private void opened(Runnable end, Caller caller) {
    Optional<Runnable> permit = limits.streamPermit(caller);
    open.put(end, permit.orElse(() -> {}));
    if (closed || permit.isEmpty() || open.size() > MAX_STREAMS) {
      end.run();
    } else {
      openTasks.forEach(Runnable::run);
    }
  }

  private void ended(Runnable end) {
    Runnable permit = open.remove(end);
    if (permit != null) {
      permit.run();
    }
  }

  /** The number of open streams. */
  public int streams() {
    return open.size();
  }

  /** Ends all streams. A stream that starts later ends at once. */
  @Override
  public void close() {
    closed = true;
    open.keySet().forEach(Runnable::run);
  }
}
