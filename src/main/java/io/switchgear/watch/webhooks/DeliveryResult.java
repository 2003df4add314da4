package io.switchgear.watch.webhooks;

import java.util.Locale;

/** The result of sending an event to a webhook. */
enum DeliveryResult {
  /** The receiver accepted it (2xx). */
  DELIVERED,
  /** The receiver refused it, or no attempt reached it. */
  FAILED,
  /** It was dropped because the queue was full or the server stopped. */
  DROPPED;

  /** The value of the metric label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
