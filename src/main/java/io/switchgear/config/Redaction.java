package io.switchgear.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be shown of a value. A key is secret if the last of its steps speaks of a secret,
 * whatever block it is in and whether anybody knows the key; of a URL only scheme, host and port
 * are shown, as its path, query or user often are the only key to what is behind it.
 */
public final class Redaction {

  /** What stands in a secret's place. */
  public static final String SECRET = "(secret)";

  private static final Set<String> WORDS =
      Set.of(
          "secret",
          "secrets",
          "token",
          "tokens",
          "password",
          "passwords",
          "passwd",
          "passphrase",
          "credential",
          "credentials",
          "key",
          "keys");

  private static final Set<String> URLS = Set.of("url", "urls", "uri", "webhooks");

  /** They name where a secret is, and are none. */
  private static final Set<String> PLACES = Set.of("env", "file");

  private static final int SHOWN = 200;

  private Redaction() {}

  /** Whether nothing of the value at that key may be shown. */
  static boolean isSecret(String key) {
    List<String> words = words(key);
    return words.stream().anyMatch(WORDS::contains) && !PLACES.contains(words.getLast());
  }

  private static List<String> words(String key) {
    List<String> steps = key.isEmpty() ? List.of("") : ConfigUtil.splitPath(key);
    return Arrays.asList(steps.getLast().toLowerCase(Locale.ROOT).split("[-_]"));
  }

  /** The value at that key in HOCON on one line, at most {@value #SHOWN} characters of it. */
  static String shown(String key, ConfigValue value) {
    String text = redacted(key, value).render(ConfigRenderOptions.concise());
    return text.length() > SHOWN ? text.substring(0, SHOWN - 1) + "…" : text;
  }

  private static ConfigValue redacted(String key, ConfigValue value) {
    if (isSecret(key)) {
      return text(SECRET);
    }
    if (value instanceof ConfigObject object) {
      ConfigObject shown = object;
      for (String inner : object.keySet()) {
        shown = shown.withValue(inner, redacted(ConfigUtil.quoteString(inner), object.get(inner)));
      }
      return shown;
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(
          list.stream().map(item -> redacted(key, item)).toList());
    }
    return words(key).stream().anyMatch(URLS::contains)
            && value.valueType() == ConfigValueType.STRING
        ? text(address(value.unwrapped().toString()))
        : value;
  }

  private static ConfigValue text(String text) {
    return ConfigValueFactory.fromAnyRef(text);
  }

  private static String address(String url) {
    try {
      URI uri = new URI(url.strip());
      if (uri.getScheme() == null || uri.getHost() == null) {
        return SECRET;
      }
      return uri.getScheme()
          + "://"
          + uri.getHost()
          + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    } catch (URISyntaxException noUrl) {
      return SECRET;
    }
  }
}
