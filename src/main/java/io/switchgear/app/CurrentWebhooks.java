package io.switchgear.app;

import io.switchgear.config.WebhookSettings;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.webhooks.Webhooks;
import java.util.List;
import java.util.Optional;

/** The receivers of the settings in effect. */
final class CurrentWebhooks implements AutoCloseable {

  private final EventLog events;
  private Optional<Webhooks> webhooks;

  CurrentWebhooks(List<WebhookSettings> settings, EventLog events) {
    this.events = events;
    this.webhooks = start(settings);
  }

  private Optional<Webhooks> start(List<WebhookSettings> settings) {
    return settings.isEmpty() ? Optional.empty() : Optional.of(Webhooks.start(settings, events));
  }

  /** The new ones begin before the old ones end, which send what they have queued; returns then. */
  synchronized void become(List<WebhookSettings> settings) {
    Optional<Webhooks> before = webhooks;
    webhooks = start(settings);
    before.ifPresent(Webhooks::close);
  }

  @Override
  public synchronized void close() {
    webhooks.ifPresent(Webhooks::close);
    webhooks = Optional.empty();
  }
}
