package io.switchgear.watch.webhooks;

import io.switchgear.config.WebhookSettings;
import io.switchgear.watch.events.EventLog;
import java.util.List;
import java.util.Optional;

/** The webhooks of the current settings; a reload replaces them. */
public final class ReloadableWebhooks implements AutoCloseable {

  private final EventLog events;
  private Optional<Webhooks> webhooks;

  public ReloadableWebhooks(List<WebhookSettings> settings, EventLog events) {
    this.events = events;
    this.webhooks = start(settings);
  }

  private Optional<Webhooks> start(List<WebhookSettings> settings) {
    return settings.isEmpty() ? Optional.empty() : Optional.of(Webhooks.start(settings, events));
  }

  /**
   * Starts the new webhooks, then closes the old ones. Returns when the old ones have sent or
   * dropped their queued events.
   */
  public synchronized void become(List<WebhookSettings> settings) {
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
