package io.switchgear.front.http;

import java.util.Optional;
import java.util.Set;

/**
 * What a browser says of where a request comes from: W3C, Fetch Metadata Request Headers. Pages
 * cannot forge it; programs that are no browsers do not send it.
 */
record FetchMetadata(Optional<String> site, Optional<String> mode, Optional<String> destination) {

  /** A page of this server, or a human who typed the address or chose a bookmark. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  /**
   * Whether a page of another origin made it. One of the same site is another one too: that may be
   * whatever listens on another port of this machine.
   */
  boolean isForeign() {
    return site.filter(value -> !OWN.contains(value)).isPresent();
  }

  /** Whether a human followed a link: the page behind it is shown instead of the one with it. */
  boolean isLink() {
    return mode.equals(Optional.of("navigate")) && destination.equals(Optional.of("document"));
  }
}
