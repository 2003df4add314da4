package io.switchgear.front.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;

/** The result of reading a request body, bounded in length and time. */
sealed interface RequestBody {

  record Whole(byte[] bytes) implements RequestBody {}

  record TooLong() implements RequestBody {}

  record TooSlow() implements RequestBody {}

  /** The connection failed, or the framing was wrong. */
  record Broken() implements RequestBody {}

  /**
   * Reads the body. A client that sent {@code Expect: 100-continue} is told to continue only if the
   * body will be read, and not if it announces too many bytes (RFC 9110, section 10.1.1).
   */
  static CompletionStage<RequestBody> read(
      HttpRequest request, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    RequestEntity entity = request.entity();
    if (expectsContinue(request) && entity.getContentLengthOption().orElse(0) > maxBytes) {
      return CompletableFuture.completedFuture(new TooLong());
    }
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= maxBytes) {
      return CompletableFuture.completedFuture(new Whole(strict.getData().toArrayUnsafe()));
    }
    return BodyCollector.collect(entity, maxBytes, limits, system);
  }

  /** Discards the body, for a response that does not need it. */
  static void discard(HttpRequest request, ActorSystem<?> system) {
    if (!expectsContinue(request)) {
      request.entity().discardBytes(system);
    }
  }

  /** Pekko HTTP sends 100 Continue when the body is read; otherwise it closes the connection. */
  private static boolean expectsContinue(HttpRequest request) {
    return !request.entity().isStrict() && request.getHeader("Expect").isPresent();
  }
}
