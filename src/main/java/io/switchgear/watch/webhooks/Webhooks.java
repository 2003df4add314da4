package io.switchgear.watch.webhooks;

import io.switchgear.config.WebhookEvent;
import io.switchgear.config.WebhookSettings;
import io.switchgear.metrics.WebhookMetrics;
import io.switchgear.watch.events.Event;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.ViewMapper;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Sends breaker transitions, alerts and changes of jobs to the configured receivers. */
public final class Webhooks implements AutoCloseable {

  /** A receiver with its subscription. */
  private record Subscriber(WebhookSettings settings, Hook hook) {
    boolean wants(Event event) {
      return event.here() && subject(event).filter(settings::wants).isPresent();
    }
  }

  private final HookLimits limits;

  /** Only with receivers, because it reads all certificates that the JVM trusts. */
  private final Optional<HttpClient> client;

  private final List<Subscriber> subscribers = new ArrayList<>();
  private final EventLog.Listening listening;

  private Webhooks(
      List<WebhookSettings> hooks,
      EventLog events,
      HookLimits limits,
      BiConsumer<String, DeliveryResult> counter) {
    this.limits = limits;
    this.client = hooks.isEmpty() ? Optional.empty() : Optional.of(client(limits));
    for (WebhookSettings settings : hooks) {
      String name = (subscribers.size() + 1) + " " + settings.address();
      Hook hook =
          new Hook(
              name,
              settings,
              limits,
              client.orElseThrow(),
              InstantSource.system(),
              outcome -> counter.accept(name, outcome));
      subscribers.add(new Subscriber(settings, hook));
    }
    this.listening = events.listen(this::dispatch);
  }

  /** A redirect could send the event and its signature to a host that nobody configured. */
  private static HttpClient client(HookLimits limits) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(limits.connectTime())
        .build();
  }

  /** Starts sending. */
  public static Webhooks start(List<WebhookSettings> hooks, EventLog events) {
    Webhooks started =
        start(
            hooks,
            events,
            HookLimits.STANDARD,
            (hook, outcome) -> WebhookMetrics.count(hook, outcome.label()));
    List<String> results = Stream.of(DeliveryResult.values()).map(DeliveryResult::label).toList();
    started.subscribers.forEach(each -> WebhookMetrics.register(each.hook().name(), results));
    return started;
  }

  static Webhooks start(
      List<WebhookSettings> hooks,
      EventLog events,
      HookLimits limits,
      BiConsumer<String, DeliveryResult> counter) {
    return new Webhooks(hooks, events, limits, counter);
  }

  private void dispatch(Event event) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.wants(event)) {
        subscriber.hook().offer(event);
      }
    }
  }

  /** What a receiver subscribes to; empty for events that are not sent. */
  private static Optional<String> subject(Event event) {
    return switch (event.kind()) {
      case BREAKER_TRANSITION ->
          Optional.of(ViewMapper.read(event.facts(), EventJson.BreakerTransition.class).toState());
      case ALERT -> Optional.of(WebhookEvent.ALERT.wire());
      case JOB_CHANGED -> Optional.of(WebhookEvent.JOBS.wire());
      case SCHEDULE_CHANGED, SCHEDULE_MISSED, SCHEDULE_FAILED ->
          Optional.of(WebhookEvent.SCHEDULES.wire());
      case QUORUM_CHANGED,
          CALL_STARTED,
          CALL_ENDED,
          HEALTH_CHANGED,
          DRILL_CHANGED,
          CONFIG,
          CATALOG_CHANGED ->
          Optional.empty();
    };
  }

  /** Sends each queued event once, for at most the drain time, then stops. */
  @Override
  public void close() {
    listening.close();
    subscribers.forEach(subscriber -> subscriber.hook().startClosing());
    long until = System.nanoTime() + limits.drain().toNanos();
    subscribers.forEach(subscriber -> subscriber.hook().awaitClosed(until - System.nanoTime()));
    client.ifPresent(HttpClient::shutdownNow);
  }
}
