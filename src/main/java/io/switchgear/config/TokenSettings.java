package io.switchgear.config;

import io.switchgear.tool.Caller.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A static bearer token, without the token.
 *
 * @param name of the principal: up to 64 of {@code A-Z a-z 0-9 . _ -}, and not {@code local}
 * @param sha256 of the token, 64 of {@code 0-9 a-f}
 * @param scopes what it permits
 * @param expires when it ends to do so; never if empty
 */
public record TokenSettings(
    String name, String sha256, Set<Permission> scopes, Optional<Instant> expires) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public TokenSettings {
    scopes = Set.copyOf(scopes);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "name must be up to 64 of A-Z a-z 0-9 . _ - that begin with a letter or digit, and not"
              + " 'local', which is who needs no token");
    }
    if (!HASH.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256 must be the SHA-256 of the token as 64 of 0-9 a-f, never the token itself;"
              + " 'switchgear token new' prints it");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("scopes must name at least one scope");
    }
  }

  /** Whether a principal may be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.equals("local");
  }
}
