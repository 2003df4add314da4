package io.switchgear.front.http;

import io.switchgear.metrics.HttpMetrics;
import io.switchgear.watch.audit.AuditTrail;

/**
 * Who takes note of what comes in over HTTP.
 *
 * @param trail of orders, and of whoever is turned away
 * @param metrics of requests, connections and streams
 */
public record Observers(AuditTrail trail, HttpMetrics metrics) {

  /** The metrics alone. */
  static Observers counting() {
    return new Observers(AuditTrail.NONE, new HttpMetrics());
  }
}
