package io.switchgear.config;

import com.typesafe.config.ConfigValue;
import io.switchgear.tool.Caller.Permission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Reads static tokens. Somebody may have put the token itself where its hash belongs. */
final class TokenReading {

  private static final BlockList<TokenSettings> TOKENS =
      new BlockList<>(
          "a list of tokens is needed, such as [ { name = ci, sha256 = \"…\", scopes ="
              + " [\"scan:run\"] } ]; 'switchgear token new' prints the lines",
          1_000,
          "; let an issuer give tokens to that many",
          List.of("name", "sha256", "scopes", "expires"),
          "; a token itself never stands here",
          TokenReading::token);

  private TokenReading() {}

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says what is wrong, and what is allowed
   */
  static List<TokenSettings> tokens(ConfigValue value) {
    return TOKENS.read(value);
  }

  private static TokenSettings token(Block token) {
    return new TokenSettings(
        token.needed("name"),
        token.needed("sha256"),
        scopes(token),
        token.text("expires").map(text -> instant(token, text)));
  }

  private static Set<Permission> scopes(Block token) {
    List<Permission> all = List.of(Permission.values());
    return token
        .choices("scopes", all, Permission::wire)
        .map(Set::copyOf)
        .orElseThrow(() -> token.refused("scopes", "a list of scopes is needed"));
  }

  private static Instant instant(Block token, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException notATime) {
      throw token.refused(
          "expires",
          "a date or a time in UTC is needed, such as 2027-01-31 or 2027-01-31T12:00:00Z");
    }
  }
}
