package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the event stream and reconnects after the last event when it breaks. Before each connection
 * it loads the full state, so events that the server no longer has do not matter.
 */
final class EventFollower implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

  private final OperatorApi api;
  private final Consumer<TopEvent> listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private OperatorApi.Events open;
  private Optional<String> last;
  private Duration pause = FIRST_PAUSE;

  /**
   * @param after as in {@link OperatorApi#events}
   * @param listener receives what happens; may block
   */
  EventFollower(OperatorApi api, Optional<String> after, Consumer<TopEvent> listener) {
    this.last = after;
    this.api = api;
    this.listener = listener;
  }

  /**
   * Follows until closed.
   *
   * @param loaded whether the caller has just loaded the full state
   */
  void run(boolean loaded) {
    boolean known = loaded;
    while (closing.getCount() > 0) {
      Optional<OperatorApi.ApiFailure> trouble = followed(known);
      known = false;
      Duration wait =
          trouble.filter(OperatorApi.ApiFailure::refused).isPresent() ? REFUSED_PAUSE : pause;
      String why = trouble.map(Throwable::getMessage).orElse("The event stream ended.");
      if (closing.getCount() > 0) {
        listener.accept(new TopEvent.StreamLost(why, Instant.now().plus(wait)));
      }
      if (closed(wait)) {
        return;
      }
      pause = longer(pause);
    }
  }

  private Optional<OperatorApi.ApiFailure> followed(boolean known) {
    try {
      if (!known) {
        listener.accept(new TopEvent.ModelLoaded(ServerModel.Answers.from(api)));
      }
      try (OperatorApi.Events events = opened(api.events(last))) {
        listener.accept(new TopEvent.StreamOpened());
        pause = FIRST_PAUSE;
        for (Optional<JsonNode> e = events.next(); e.isPresent(); e = events.next()) {
          listener.accept(new TopEvent.EventReceived(ServerEvent.of(e.get())));
          last = events.lastId().or(() -> last);
        }
      }
      return Optional.empty();
    } catch (OperatorApi.ApiFailure trouble) {
      return Optional.of(trouble);
    } catch (IOException broken) {
      return Optional.of(new OperatorApi.ApiFailure("The connection broke."));
    }
  }

  private synchronized OperatorApi.Events opened(OperatorApi.Events events) throws IOException {
    open = events;
    if (closing.getCount() == 0) {
      events.close();
    }
    return events;
  }

  /** Closes the current connection, so that a new one is opened. */
  synchronized void reconnect() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException alreadyBroken) {
      // The reader has already noticed it.
    }
  }

  private boolean closed(Duration wait) {
    try {
      return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
  }

  @Override
  public void close() {
    closing.countDown();
    reconnect();
  }
}
