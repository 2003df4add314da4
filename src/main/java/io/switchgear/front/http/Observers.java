package io.switchgear.front.http;

import io.switchgear.metrics.HttpMetrics;
import io.switchgear.watch.audit.AuditTrail;

/**
 * Receivers of audit records and metrics of HTTP requests.
 *
 * @param trail records orders and refused requests
 * @param metrics counts requests, connections and streams
 */
public record Observers(AuditTrail trail, HttpMetrics metrics) {

  /** Metrics only, without an audit log. */
  static Observers counting() {
    return new Observers(AuditTrail.NONE, new HttpMetrics());
  }
}
