package io.switchgear.front.access;

import io.switchgear.config.TokenSettings;
import io.switchgear.tool.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The static tokens of the configuration, which holds their hashes. */
final class StaticTokens {

  private record Known(Caller caller, Optional<Instant> expires) {}

  private final Map<TokenDigest, Known> tokens;
  private final InstantSource clock;

  StaticTokens(List<TokenSettings> settings, InstantSource clock) {
    Map<TokenDigest, Known> known = new HashMap<>();
    for (TokenSettings token : settings) {
      known.put(
          TokenDigest.ofHex(token.sha256()),
          new Known(new Caller(token.name(), token.scopes()), token.expires()));
    }
    this.tokens = Map.copyOf(known);
    this.clock = clock;
  }

  AuthResult check(TokenDigest digest) {
    Known known = tokens.get(digest);
    if (known == null) {
      return new AuthResult.Invalid("this token is unknown");
    }
    if (known.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      return new AuthResult.Invalid("this token has expired");
    }
    return new AuthResult.Admitted(known.caller(), known.expires());
  }
}
