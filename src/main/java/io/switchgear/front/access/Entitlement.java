package io.switchgear.front.access;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.TokenSettings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * What a principal may do as the configuration has it. A principal of a static token is known by
 * its line; one of the issuer's is known while that issuer is, with what its own token said.
 */
public final class Entitlement {

  private Entitlement() {}

  /**
   * The principal with what it had and has still; empty if it is not known any more.
   *
   * @param settings in effect now
   * @param before with the permissions of an earlier moment
   */
  public static Optional<Caller> current(AuthSettings settings, Caller before, Instant now) {
    if (!settings.on()) {
      return Optional.of(before).filter(Caller::isLocal);
    }
    if (isIssued(before.name())) {
      return Optional.of(before).filter(caller -> !settings.issuer().isEmpty());
    }
    return token(settings, before.name())
        .filter(token -> token.expires().filter(end -> !now.isBefore(end)).isEmpty())
        .map(token -> common(before, new Caller(token.name(), token.scopes())));
  }

  /**
   * Whether a caller admitted as this principal under one configuration is admitted under the other
   * as the same principal, for as long, with no fewer permissions.
   */
  public static boolean lasts(AuthSettings before, AuthSettings after, String principal) {
    if (before.equals(after)) {
      return true;
    }
    if (!before.on() || !after.on()) {
      return before.on() == after.on();
    }
    if (isIssued(principal)) {
      return before.issuer().equals(after.issuer())
          && before.jwks().equals(after.jwks())
          && after.algorithms().containsAll(before.algorithms())
          && before.resource().equals(after.resource());
    }
    Optional<TokenSettings> was = token(before, principal);
    return was.isPresent()
        && token(after, principal).filter(is -> lasts(was.get(), is)).isPresent();
  }

  private static boolean lasts(TokenSettings was, TokenSettings is) {
    Instant then = was.expires().orElse(Instant.MAX);
    return was.sha256().equals(is.sha256())
        && !is.expires().orElse(Instant.MAX).isBefore(then)
        && new Caller(is.name(), is.scopes())
            .permissions()
            .containsAll(new Caller(was.name(), was.scopes()).permissions());
  }

  private static Caller common(Caller before, Caller now) {
    EnumSet<Permission> both = EnumSet.noneOf(Permission.class);
    both.addAll(now.permissions());
    both.retainAll(before.permissions());
    return new Caller(before.name(), both);
  }

  private static boolean isIssued(String principal) {
    return principal.startsWith(JwtTokens.PRINCIPAL);
  }

  private static Optional<TokenSettings> token(AuthSettings settings, String name) {
    return settings.tokens().stream().filter(token -> token.name().equals(name)).findFirst();
  }
}
