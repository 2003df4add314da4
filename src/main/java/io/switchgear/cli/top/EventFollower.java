package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the event stream, and begins again after the last event when it broke. Each time it asks
 * for everything first: what the stream cannot tell any more is then known all the same.
 */
final class EventFollower implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration PAUSE_WHEN_REFUSED = Duration.ofSeconds(30);

  private final OperatorApi api;
  private final Consumer<TopEvent> told;
  private final CountDownLatch closing = new CountDownLatch(1);
  private OperatorApi.Events open;
  private OptionalLong last;
  private Duration pause = FIRST_PAUSE;

  /**
   * @param after as of {@link OperatorApi#events}
   * @param told may block
   */
  EventFollower(OperatorApi api, OptionalLong after, Consumer<TopEvent> told) {
    this.last = after;
    this.api = api;
    this.told = told;
  }

  /**
   * Follows until closed.
   *
   * @param loaded whether everything has been asked for just now
   */
  void run(boolean loaded) {
    boolean known = loaded;
    while (closing.getCount() > 0) {
      Optional<OperatorApi.ApiFailure> trouble = followed(known);
      known = false;
      Duration wait =
          trouble.filter(OperatorApi.ApiFailure::refused).isPresent() ? PAUSE_WHEN_REFUSED : pause;
      String why = trouble.map(Throwable::getMessage).orElse("The event stream ended.");
      if (closing.getCount() > 0) {
        told.accept(new TopEvent.StreamLost(why, Instant.now().plus(wait)));
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
        told.accept(new TopEvent.ModelLoaded(ServerModel.Answers.from(api)));
      }
      try (OperatorApi.Events events = opened(api.events(last))) {
        told.accept(new TopEvent.StreamOpened());
        pause = FIRST_PAUSE;
        for (Optional<JsonNode> e = events.next(); e.isPresent(); e = events.next()) {
          told.accept(new TopEvent.EventReceived(e.get()));
          if (e.get().hasNonNull("id")) {
            last = OptionalLong.of(e.get().path("id").asLong());
          }
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

  /** Ends this connection, and tries another one. */
  synchronized void drop() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException alreadyBroken) {
      // Then the reader has seen it.
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
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    closing.countDown();
    drop();
  }
}
