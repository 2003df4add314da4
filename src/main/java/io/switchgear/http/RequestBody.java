package io.switchgear.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;

/** A request's body, bounded in length and time. */
sealed interface RequestBody {

  record Whole(byte[] bytes) implements RequestBody {}

  record TooLong() implements RequestBody {}

  record TooSlow() implements RequestBody {}

  /** The connection broke, or the framing was wrong. */
  record Broken() implements RequestBody {}

  static CompletionStage<RequestBody> read(
      RequestEntity entity, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= maxBytes) {
      return CompletableFuture.completedFuture(new Whole(strict.getData().toArrayUnsafe()));
    }
    return BodyCollector.collect(entity, maxBytes, limits, system);
  }
}
