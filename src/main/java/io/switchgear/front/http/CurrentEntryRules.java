package io.switchgear.front.http;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.watch.audit.AuditTrail;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The entry rules in effect, and the streams that were opened under them. */
final class CurrentEntryRules {

  private final HttpBinding binding;
  private final InetSocketAddress bound;
  private final AuditTrail trail;
  private final AdmittedStreams streams = new AdmittedStreams(AccessSettings.OPEN.auth());
  private volatile Optional<EntryRules> rules = Optional.empty();

  CurrentEntryRules(HttpBinding binding, InetSocketAddress bound, AuditTrail trail) {
    this.binding = binding;
    this.bound = bound;
    this.trail = trail;
  }

  /**
   * Checks new settings.
   *
   * @return puts them in effect and ends the streams that they no longer permit
   * @throws IllegalArgumentException as {@link HttpBinding#rules}
   */
  Runnable prepare(HttpSettings settings, AccessSettings next) {
    EntryRules made = binding.rules(settings, next, bound, trail, rules);
    return () -> {
      // Set before the streams are ended, so that a request that arrives meanwhile is judged by the
      // new rules.
      rules = Optional.of(made);
      streams.become(made.auth());
    };
  }

  /** Set before the first request arrives. */
  EntryRules rules() {
    return rules.orElseThrow();
  }

  AdmittedStreams streams() {
    return streams;
  }
}
