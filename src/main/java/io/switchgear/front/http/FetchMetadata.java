package io.switchgear.front.http;

import java.util.Optional;
import java.util.Set;

/**
 * A browser's information about the origin of a request (W3C, Fetch Metadata Request Headers).
 * Pages cannot forge these headers; other programs do not send them.
 */
record FetchMetadata(Optional<String> site, Optional<String> mode, Optional<String> destination) {

  /** A page of this server, or a user who typed the address or opened a bookmark. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  /**
   * Whether a page of another origin sent the request. A page of the same site counts as another
   * origin, because any program may listen on another port of this machine.
   */
  boolean isForeign() {
    return site.filter(value -> !OWN.contains(value)).isPresent();
  }

  /** Whether it is top-level navigation, that is, the user followed a link. */
  boolean isLink() {
    return mode.equals(Optional.of("navigate")) && destination.equals(Optional.of("document"));
  }
}
