package io.switchgear.config;

import java.net.URI;
import java.util.Set;

/**
 * A receiver of transitions, alerts and changes of jobs.
 *
 * @param url http or https; may hold a secret in its path or query
 * @param secret key of the signature
 * @param events what is reported; at least one
 */
public record WebhookSettings(
    URI url,
    Secret secret,
    @Setting(absent = "[closed, open, half_open, alert, jobs, schedules]")
        Set<WebhookEvent> events) {

  public WebhookSettings {
    events = Set.copyOf(events);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    new Check()
        .that(
            web && url.getHost() != null && url.getPort() <= 65_535 && url.getRawFragment() == null,
            "url",
            "",
            "url must be http://… or https://…, with a host, a port up to 65535, and no fragment")
        .that(
            url.getRawUserInfo() == null,
            "url",
            "",
            "url must hold no user and password; the receiver knows the sender by the signature")
        .done();
  }

  /** Whether an event of that {@link WebhookEvent#wire} name is reported. */
  public boolean wants(String event) {
    return events.stream().anyMatch(wanted -> wanted.wire().equals(event));
  }

  /** The part of the URL that may be shown: host and port. */
  public String address() {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + port;
  }

  @Override
  public String toString() {
    return "WebhookSettings[" + address() + ", " + events + "]";
  }
}
