package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.switchgear.tool.Caller.Permission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the static tokens. What is wrong with one is told by its number, as somebody may have put
 * the token itself where its hash belongs.
 */
final class TokenReading {

  private static final int MAX_TOKENS = 1_000;
  private static final Set<String> KEYS = Set.of("name", "sha256", "scopes", "expires");
  private static final String SHAPE =
      "a list of tokens is needed, such as [ { name = ci, sha256 = \"…\", scopes = [\"scan:run\"] }"
          + " ]; 'switchgear token new' prints the lines";

  private TokenReading() {}

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says which token is wrong, and what is allowed
   */
  static List<TokenSettings> tokens(ConfigValue value) {
    if (!(listed(value) instanceof ConfigList list)) {
      throw new IllegalArgumentException(SHAPE);
    }
    if (list.size() > MAX_TOKENS) {
      throw new IllegalArgumentException(
          "%d tokens: at most %d are allowed; let an issuer give tokens to that many"
              .formatted(list.size(), MAX_TOKENS));
    }
    List<TokenSettings> tokens = new ArrayList<>();
    for (ConfigValue token : list) {
      try {
        tokens.add(token(token));
      } catch (IllegalArgumentException bad) {
        throw new IllegalArgumentException(
            "token " + (tokens.size() + 1) + ": " + bad.getMessage(), bad);
      }
    }
    return List.copyOf(tokens);
  }

  private static ConfigValue listed(ConfigValue value) {
    if (value.valueType() != ConfigValueType.STRING) {
      return value;
    }
    try {
      return ConfigFactory.parseString("it = " + value.unwrapped()).root().get("it");
    } catch (ConfigException notHocon) {
      // Without its message, which shows the text.
      throw new IllegalArgumentException(SHAPE);
    }
  }

  private static TokenSettings token(ConfigValue value) {
    if (!(value instanceof ConfigObject token)) {
      throw new IllegalArgumentException("a block is needed: { name = …, sha256 = …, scopes = … }");
    }
    for (String key : token.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key " + key + ": allowed are name, sha256, scopes, expires");
      }
    }
    return new TokenSettings(
        text(token, "name"),
        text(token, "sha256"),
        scopes(token),
        token.containsKey("expires")
            ? Optional.of(instant(text(token, "expires")))
            : Optional.empty());
  }

  private static Set<Permission> scopes(ConfigObject token) {
    if (!(token.get("scopes") instanceof ConfigList list)) {
      throw unknownScope();
    }
    Set<Permission> scopes = EnumSet.noneOf(Permission.class);
    for (ConfigValue scope : list) {
      scopes.add(
          Permission.of(String.valueOf(scope.unwrapped())).orElseThrow(TokenReading::unknownScope));
    }
    return scopes;
  }

  private static IllegalArgumentException unknownScope() {
    return new IllegalArgumentException(
        "scopes must be a list of some of "
            + Arrays.stream(Permission.values())
                .map(Permission::wire)
                .collect(Collectors.joining(", ")));
  }

  private static Instant instant(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(
          "expires must be a date or a time in UTC, such as 2027-01-31 or 2027-01-31T12:00:00Z",
          notATime);
    }
  }

  private static String text(ConfigObject token, String key) {
    ConfigValue value = token.get(key);
    if (value == null
        || value.valueType() != ConfigValueType.STRING
            && value.valueType() != ConfigValueType.NUMBER) {
      throw new IllegalArgumentException(key + " is needed, as a text");
    }
    return value.unwrapped().toString().strip();
  }
}
