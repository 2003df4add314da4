package io.switchgear.config;

import io.switchgear.breaker.BreakerState;
import java.net.URI;
import java.util.Set;

/**
 * Where transitions and alerts are told.
 *
 * @param url http or https; may hold a secret in its path or query
 * @param secret of the signature
 * @param events the states whose entering is told
 * @param alerts whether alerts are told; at least something must be
 */
public record WebhookSettings(URI url, Secret secret, Set<BreakerState> events, boolean alerts) {

  /**
   * @throws IllegalArgumentException if a value cannot be used; the message does not hold the URL
   */
  public WebhookSettings {
    events = Set.copyOf(events);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null || url.getPort() > 65_535 || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "url must be http://… or https://…, with a host, a port up to 65535, and no fragment");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url must hold no user and password; the receiver knows the sender by the signature");
    }
    if (events.isEmpty() && !alerts) {
      throw new IllegalArgumentException(
          "events is empty; leave it out for all of them, or name some of closed, open, half_open,"
              + " alert");
    }
  }

  /** One that hears of no alerts. */
  public WebhookSettings(URI url, Secret secret, Set<BreakerState> events) {
    this(url, secret, events, false);
  }

  /** What may be shown of the URL: host and port. */
  public String address() {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + port;
  }

  @Override
  public String toString() {
    return "WebhookSettings[" + address() + ", " + events + (alerts ? ", alert]" : "]");
  }
}
