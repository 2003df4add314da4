package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import java.util.Optional;

/**
 * The rules of one configuration for who may send requests. A reload replaces all of them.
 *
 * @param authentication empty if callers are not authenticated
 * @param wellKnown the metadata that OAuth clients read without a token
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
