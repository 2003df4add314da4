package io.switchgear.watch.webhooks;

import io.switchgear.config.WebhookSettings;
import io.switchgear.watch.events.Event;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One webhook receiver: a bounded queue and a thread that sends one event after the other, so that
 * a slow or failed receiver delays no other. Log lines contain only its host and port, because the
 * rest of a URL may be secret.
 */
final class Hook {

  private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

  private final String name;
  private final WebhookSettings settings;
  private final HookLimits limits;
  private final HttpClient client;
  private final InstantSource clock;
  private final Consumer<DeliveryResult> counter;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private boolean failing;

  Hook(
      String name,
      WebhookSettings settings,
      HookLimits limits,
      HttpClient client,
      InstantSource clock,
      Consumer<DeliveryResult> counter) {
    this.name = name;
    this.settings = settings;
    this.limits = limits;
    this.client = client;
    this.clock = clock;
    this.counter = counter;
    this.thread = Thread.ofVirtual().name("webhook-" + name).start(this::run);
  }

  /** Returns at once. */
  void offer(Event event) {
    boolean dropped;
    synchronized (queue) {
      dropped = queue.size() == limits.queue();
      if (dropped) {
        queue.removeFirst();
      }
      queue.addLast(event);
      queue.notifyAll();
    }
    if (dropped) {
      counter.accept(DeliveryResult.DROPPED);
    }
  }

  /** Stops retries; the thread ends when the queue is empty. Returns at once. */
  void startClosing() {
    closing.countDown();
    synchronized (queue) {
      queue.notifyAll();
    }
  }

  /**
   * Waits for the thread, then interrupts it and drops the events that are not sent.
   *
   * @param nanos maximum time to wait
   */
  void awaitClosed(long nanos) {
    try {
      if (!thread.join(Duration.ofNanos(Math.max(1, nanos)))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Number, host and port. */
  String name() {
    return name;
  }

  private void run() {
    try {
      for (Optional<Event> next = next(); next.isPresent(); next = next()) {
        deliver(next.get());
      }
    } catch (InterruptedException ended) {
      dropRest();
    }
  }

  /** Waits for the next event; empty when closing and the queue is empty. */
  private Optional<Event> next() throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && !isClosing()) {
        queue.wait();
      }
      return Optional.ofNullable(queue.pollFirst());
    }
  }

  private void dropRest() {
    int left;
    synchronized (queue) {
      left = queue.size() + 1;
      queue.clear();
    }
    for (int i = 0; i < left; i++) {
      counter.accept(DeliveryResult.DROPPED);
    }
    LOG.warn("webhook {} did not receive the last {} events before the server stopped", name, left);
  }

  private void deliver(Event event) throws InterruptedException {
    byte[] body = event.toJson().toString().getBytes(StandardCharsets.UTF_8);
    for (int attempt = 1; ; attempt++) {
      Attempt result = attempt(event, body);
      if (result.delivered()) {
        reportRecovery();
        counter.accept(DeliveryResult.DELIVERED);
        return;
      }
      reportFailure(result.problem());
      if (!result.retryable() || attempt >= limits.attempts() || pausedUntilClosing(attempt)) {
        counter.accept(DeliveryResult.FAILED);
        LOG.debug("webhook {} did not receive event {}: {}", name, event.id(), result.problem());
        return;
      }
    }
  }

  /** Waits before the next attempt. Returns whether the server started to shut down meanwhile. */
  private boolean pausedUntilClosing(int failed) throws InterruptedException {
    return closing.await(limits.pause(failed).toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * @param problem empty if the event was delivered
   */
  private record Attempt(String problem, boolean retryable) {
    boolean delivered() {
      return problem.isEmpty();
    }
  }

  private Attempt attempt(Event event, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(settings.url())
            .header("Content-Type", "application/json")
            .header("User-Agent", "switchgear")
            .header("X-Switchgear-Event", event.kind().wire())
            .header("X-Switchgear-Delivery", String.valueOf(event.id()))
            .header(Signature.HEADER, Signature.of(settings.secret(), clock.instant(), body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    // The client's own timeout covers the response headers only, and a body may never end.
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, BodyHandlers.discarding());
    try {
      return ofStatus(answer.get(limits.answerTime().toNanos(), TimeUnit.NANOSECONDS).statusCode());
    } catch (TimeoutException slow) {
      return new Attempt("no answer within " + limits.answerTime().toMillis() + " ms", true);
    } catch (ExecutionException failed) {
      return new Attempt(failed.getCause().getClass().getSimpleName(), isNetworkError(failed));
    } finally {
      answer.cancel(true);
    }
  }

  private static boolean isNetworkError(ExecutionException failed) {
    return failed.getCause() instanceof IOException;
  }

  private static Attempt ofStatus(int status) {
    if (status >= 200 && status < 300) {
      return new Attempt("", false);
    }
    boolean temporary = status >= 500 || status == 408 || status == 425 || status == 429;
    return new Attempt("status " + status, temporary);
  }

  private void reportFailure(String problem) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "webhook {} does not accept events ({}); check its receiver. The next message about it"
              + " follows when it works again",
          name,
          problem);
    }
  }

  private void reportRecovery() {
    if (failing) {
      failing = false;
      LOG.info("webhook {} accepts events again", name);
    }
  }
}
