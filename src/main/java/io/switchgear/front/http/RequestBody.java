package io.switchgear.front.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;

/** A request's body, bounded in length and time. */
sealed interface RequestBody {

  record Whole(byte[] bytes) implements RequestBody {}

  record TooLong() implements RequestBody {}

  record TooSlow() implements RequestBody {}

  /** The connection broke, or the framing was wrong. */
  record Broken() implements RequestBody {}

  /**
   * A client that waits to be told to send its body is told so only if the body is to be read: one
   * that announces too much is not (RFC 9110, 10.1.1).
   */
  static CompletionStage<RequestBody> read(
      HttpRequest request, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    RequestEntity entity = request.entity();
    if (waitsToSend(request) && entity.getContentLengthOption().orElse(0) > maxBytes) {
      return CompletableFuture.completedFuture(new TooLong());
    }
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= maxBytes) {
      return CompletableFuture.completedFuture(new Whole(strict.getData().toArrayUnsafe()));
    }
    return BodyCollector.collect(entity, maxBytes, limits, system);
  }

  /** The request is answered without its body. */
  static void leave(HttpRequest request, ActorSystem<?> system) {
    if (!waitsToSend(request)) {
      request.entity().discardBytes(system);
    }
  }

  /** Pekko HTTP tells a client to go on when its body is read, and else closes. */
  private static boolean waitsToSend(HttpRequest request) {
    return !request.entity().isStrict() && request.getHeader("Expect").isPresent();
  }
}
