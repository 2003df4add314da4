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
 * Hides secrets in values that are shown. A key is secret if the last step of its name contains a
 * word such as {@code token} or {@code password}, in any block, known or not. Of a URL only scheme,
 * host and port are shown, because its path, query or user often are a secret; of the URL of a
 * database its name too.
 */
public final class Redaction {

  /** Shown instead of a secret. */
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

  /** Last words of keys that name the place of a secret. */
  private static final Set<String> PLACES = Set.of("env", "file");

  private static final String JDBC = "jdbc:postgresql:";

  private static final int SHOWN = 200;

  private Redaction() {}

  /** Whether the value at that key must not be shown. */
  static boolean isSecret(String key) {
    List<String> words = words(key);
    return words.stream().anyMatch(WORDS::contains) && !PLACES.contains(words.getLast());
  }

  private static List<String> words(String key) {
    List<String> steps = key.isEmpty() ? List.of("") : ConfigUtil.splitPath(key);
    return Arrays.asList(steps.getLast().toLowerCase(Locale.ROOT).split("[-_]"));
  }

  /** The value at that key in HOCON on one line, cut after {@value #SHOWN} characters. */
  static String shown(String key, ConfigValue value) {
    String text = redacted(key, value).render(ConfigRenderOptions.concise());
    return text.length() > SHOWN ? text.substring(0, SHOWN - 1) + "…" : text;
  }

  private static ConfigValue redacted(String key, ConfigValue value) {
    if (isSecret(key)) {
      return "".equals(value.unwrapped()) ? value : text(SECRET);
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
    if (url.isEmpty()) {
      return "";
    }
    if (url.startsWith(JDBC)) {
      return url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
    }
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
