package io.switchgear.front.access;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.TokenSettings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * What a principal may do under the current configuration. A static token's principal is looked up
 * by its name in the configuration. A principal of the issuer stays known while the issuer is
 * configured, with the permissions of its own token.
 */
public final class Entitlement {

  private Entitlement() {}

  /**
   * The principal with the permissions that it had before and still has; empty if it is no longer
   * known.
   *
   * @param settings in effect now
   * @param before the principal with its earlier permissions
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
   * Whether a caller that was admitted as this principal under one configuration is admitted under
   * the other as the same principal, for at least as long, and with at least the same permissions.
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
