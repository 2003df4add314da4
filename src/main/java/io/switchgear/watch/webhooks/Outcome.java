package io.switchgear.watch.webhooks;

import java.util.Locale;

/** What became of an event at a hook. */
enum Outcome {
  /** The receiver took it (2xx). */
  DELIVERED,
  /** The receiver refused it, or could not be reached in any attempt. */
  FAILED,
  /** It had to make way for newer ones, or for the end of the server. */
  DROPPED;

  /** As it stands in the metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
