package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import java.util.Optional;

/**
 * Who may come in, as one configuration has it; exchanged as a whole while the server runs.
 *
 * @param doorkeeper who asks callers who they are; empty if everybody is let in
 * @param wellKnown what everybody may read
 */
record Door(
    AuthSettings auth,
    OriginCheck gatekeeper,
    Optional<Authentication> doorkeeper,
    WellKnown wellKnown) {

  Door(AuthSettings auth, OriginCheck gatekeeper, Optional<Authentication> doorkeeper) {
    this(auth, gatekeeper, doorkeeper, new WellKnown(doorkeeper));
  }
}
