package io.switchgear.app;

import io.switchgear.config.Reloading;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that a running server takes another value of, by the component that applies them. What
 * stands nowhere here needs a restart. Steps {@code *} stand for any one, blocks for all in them.
 */
enum ReloadKeys {
  DOOR("switchgear.http.auth", "switchgear.http.allowed-origins", "switchgear.http.allowed-hosts"),
  LIMITS("switchgear.limits"),
  PROTECTION(
      "switchgear.tools.*.call-timeout",
      "switchgear.tools.*.breaker",
      "switchgear.tools.*.bulkhead"),
  TOOLS(
      "switchgear.scope",
      "switchgear.drills",
      "switchgear.tools.*.retry",
      "switchgear.tools.*.max-answer",
      "switchgear.tools.nmap.command",
      "switchgear.tools.nmap.max-hosts",
      "switchgear.tools.nmap.max-ports",
      "switchgear.tools.nmap.max-output",
      "switchgear.tools.nmap.grace",
      "switchgear.tools.port_scan.max-hosts",
      "switchgear.tools.port_scan.max-ports",
      "switchgear.tools.port_scan.max-probes",
      "switchgear.tools.port_scan.concurrency",
      "switchgear.tools.port_scan.rate",
      "switchgear.tools.port_scan.retries",
      "switchgear.tools.port_scan.connect-timeout",
      "switchgear.tools.port_scan.banner-bytes",
      "switchgear.tools.port_scan.banner-wait"),
  FALLBACKS(
      "switchgear.tools.*.fallback", "switchgear.tools.*.fallback-on", "switchgear.tools.*.share"),
  TARGETS("switchgear.targets"),
  WEBHOOKS("switchgear.webhooks"),
  HEALTH("switchgear.health"),
  METERING("switchgear.metrics", "switchgear.alerts.rules"),
  LOG("switchgear.log"),
  /** Of a component that only has to hear of the others' changes. */
  NONE();

  private final List<String> keys;

  ReloadKeys(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }

  /** Whether some component applies it. */
  static boolean cover(String key) {
    return Stream.of(values()).anyMatch(part -> Reloading.covers(part.keys, key));
  }
}
