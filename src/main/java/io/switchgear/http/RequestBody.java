package io.switchgear.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;

/** A request's body, bounded in length and time. */
sealed interface RequestBody {

  record Whole(byte[] bytes) implements RequestBody {}

  record TooLong() implements RequestBody {}

  record TooSlow() implements RequestBody {}

  /** The connection broke, or the framing was wrong. */
  record Broken() implements RequestBody {}

  /** Much of a body that is too long is still read, as many clients read no answer before. */
  int DRAIN_FACTOR = 8;

  static CompletionStage<RequestBody> read(
      RequestEntity entity, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= maxBytes) {
      return CompletableFuture.completedFuture(new Whole(strict.getData().toArrayUnsafe()));
    }
    if (entity.getContentLengthOption().orElse(0) > maxBytes) {
      return drain(entity, maxBytes, limits, system);
    }
    // The limit of toStrict itself lies higher, as it fails like a body that broke off.
    return entity
        .withSizeLimit(maxBytes)
        .toStrict(limits.bodyTime().toMillis(), maxBytes * DRAIN_FACTOR, system)
        .handle((strict, failure) -> whole(strict, failure));
  }

  private static CompletionStage<RequestBody> drain(
      RequestEntity entity, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    return entity
        .withSizeLimit(maxBytes * DRAIN_FACTOR)
        .getDataBytes()
        .takeWithin(limits.bodyTime())
        .runWith(Sink.ignore(), system)
        .handle((done, failure) -> new TooLong());
  }

  private static RequestBody whole(HttpEntity.Strict strict, Throwable failure) {
    return switch (failure instanceof CompletionException wrapped ? wrapped.getCause() : failure) {
      case null -> new Whole(strict.getData().toArrayUnsafe());
      case EntityStreamSizeException ignored -> new TooLong();
      case TimeoutException ignored -> new TooSlow();
      default -> new Broken();
    };
  }
}
