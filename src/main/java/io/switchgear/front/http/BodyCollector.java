package io.switchgear.front.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * Collects a streamed body. Once the result is known, the rest is still read and discarded until
 * the connection ends: cancelling a body before the response is sent resets the connection, and the
 * response is lost.
 */
final class BodyCollector {

  /**
   * A body that is too long is read up to this multiple of the limit, because many clients read the
   * response only after they have sent the body.
   */
  private static final int DRAIN_FACTOR = 8;

  private final long maxBytes;
  private final long announced;
  private final CompletableFuture<RequestBody> body = new CompletableFuture<>();

  /** Written by the stream only. */
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

  private volatile long received;

  /**
   * @param announced the Content-Length, or 0
   */
  private BodyCollector(long maxBytes, long announced) {
    this.maxBytes = maxBytes;
    this.announced = announced;
  }

  static CompletionStage<RequestBody> collect(
      RequestEntity entity, long maxBytes, FrontLimits limits, ActorSystem<?> system) {
    BodyCollector collector =
        new BodyCollector(maxBytes, entity.getContentLengthOption().orElse(0));
    Cancellable late =
        system
            .scheduler()
            .scheduleOnce(limits.bodyTime(), collector::late, system.executionContext());
    collector.body.whenComplete((known, bug) -> late.cancel());
    entity
        .withoutSizeLimit()
        .getDataBytes()
        .runWith(Sink.foreach(collector::take), system)
        .whenComplete((done, broken) -> collector.ended(broken != null));
    return collector.body;
  }

  private void take(ByteString bytes) {
    received += bytes.size();
    if (isTooLong() || body.isDone()) {
      collected.reset();
    } else {
      collected.writeBytes(bytes.toArrayUnsafe());
    }
    if (received > maxBytes * DRAIN_FACTOR) {
      body.complete(new RequestBody.TooLong());
    }
  }

  private void late() {
    body.complete(isTooLong() ? new RequestBody.TooLong() : new RequestBody.TooSlow());
  }

  private void ended(boolean broken) {
    if (isTooLong()) {
      body.complete(new RequestBody.TooLong());
    } else if (broken) {
      body.complete(new RequestBody.Broken());
    } else {
      body.complete(new RequestBody.Whole(collected.toByteArray()));
    }
  }

  private boolean isTooLong() {
    return Math.max(received, announced) > maxBytes;
  }
}
