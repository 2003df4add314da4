package io.switchgear.config;

import io.switchgear.tool.Caller.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A static bearer token, without the token itself.
 *
 * @param name of the principal: up to 64 of {@code A-Z a-z 0-9 . _ -}, and not {@code local}
 * @param sha256 of the token, 64 of {@code 0-9 a-f}
 * @param scopes what it permits; at least one
 * @param expires when it becomes invalid; never if empty
 */
public record TokenSettings(
    String name, String sha256, Set<Permission> scopes, Optional<Instant> expires) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public TokenSettings {
    scopes = Set.copyOf(scopes);
    new Check()
        .that(
            isName(name),
            "name",
            "",
            "name must be up to 64 of A-Z a-z 0-9 . _ - that begin with a letter or digit, and not"
                + " 'local', which is the caller without a token")
        .that(
            HASH.matcher(sha256).matches(),
            "sha256",
            "",
            "sha256 must be the SHA-256 of the token as 64 of 0-9 a-f, never the token itself;"
                + " 'switchgear token new' prints it")
        .that(!scopes.isEmpty(), "scopes", "", "scopes must name at least one scope")
        .done();
  }

  /** Whether the text can be the name of a principal. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.equals("local");
  }
}
