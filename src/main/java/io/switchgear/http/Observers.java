package io.switchgear.http;

import io.switchgear.audit.AuditTrail;
import io.switchgear.metrics.HttpMetrics;

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
