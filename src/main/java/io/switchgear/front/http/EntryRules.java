package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import java.util.Optional;

/**
 * Who may send requests, by one configuration. A reload replaces the whole.
 *
 * @param authentication empty if callers are not authenticated
 * @param wellKnown what OAuth clients read without a token
 */
record EntryRules(
    AuthSettings auth,
    OriginCheck originCheck,
    Optional<Authentication> authentication,
    WellKnown wellKnown) {

  EntryRules(AuthSettings auth, OriginCheck originCheck, Optional<Authentication> authentication) {
    this(auth, originCheck, authentication, new WellKnown(authentication));
  }
}
