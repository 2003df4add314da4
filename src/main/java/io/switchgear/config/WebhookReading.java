package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.switchgear.breaker.BreakerState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the webhooks and their secrets. What is wrong with one is told by its number, as the values
 * themselves may be secret.
 */
final class WebhookReading {

  private static final int MAX_HOOKS = 16;
  private static final String ALERT = "alert";
  private static final long MAX_SECRET_BYTES = 4_096;
  private static final Set<String> KEYS = Set.of("url", "secret-env", "secret-file", "events");
  private static final String SHAPE =
      "a list of webhooks is needed, such as [ { url = \"https://ops.example/hook\","
          + " secret-env = HOOK_SECRET } ]";

  private final Map<String, String> environment;

  /**
   * @param environment where {@code secret-env} looks
   */
  WebhookReading(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says which webhook is wrong, and what is allowed
   */
  List<WebhookSettings> hooks(ConfigValue value) {
    if (!(listed(value) instanceof ConfigList list)) {
      throw new IllegalArgumentException(SHAPE);
    }
    if (list.size() > MAX_HOOKS) {
      throw new IllegalArgumentException(
          "%d webhooks: at most %d are allowed; let one receiver hand events on"
              .formatted(list.size(), MAX_HOOKS));
    }
    List<WebhookSettings> hooks = new ArrayList<>();
    for (ConfigValue hook : list) {
      try {
        hooks.add(hook(hook));
      } catch (IllegalArgumentException bad) {
        throw new IllegalArgumentException(
            "webhook " + (hooks.size() + 1) + ": " + bad.getMessage(), bad);
      }
    }
    return List.copyOf(hooks);
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

  private WebhookSettings hook(ConfigValue value) {
    if (!(value instanceof ConfigObject hook)) {
      throw new IllegalArgumentException("a block is needed: { url = …, secret-env = … }");
    }
    for (String key : hook.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key "
                + key
                + ": allowed are url, secret-env, secret-file, events; a secret itself never stands"
                + " here");
      }
    }
    return new WebhookSettings(url(text(hook, "url")), secret(hook), events(hook), alerts(hook));
  }

  private static URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException notAUrl) {
      // Without its message, which shows the text.
      throw new IllegalArgumentException("url is no URL; write it as https://ops.example/hook");
    }
  }

  private Secret secret(ConfigObject hook) {
    if (hook.containsKey("secret-env") == hook.containsKey("secret-file")) {
      throw new IllegalArgumentException(
          "one of secret-env (the name of an environment variable) and secret-file (the path of a"
              + " file) is needed, with the secret in it");
    }
    return new Secret(
        hook.containsKey("secret-env")
            ? fromEnvironment(text(hook, "secret-env"))
            : fromFile(text(hook, "secret-file")));
  }

  private String fromEnvironment(String variable) {
    String secret = environment.get(variable);
    if (secret == null) {
      throw new IllegalArgumentException(
          "the environment variable "
              + variable
              + " of secret-env is not set; set it to the secret before the server starts");
    }
    return secret.strip();
  }

  private static String fromFile(String name) {
    try {
      Path file = Path.of(name);
      if (Files.size(file) > MAX_SECRET_BYTES) {
        throw new IllegalArgumentException(
            "secret-file " + name + " has more than 4 KiB; a file with the secret alone is needed");
      }
      return Files.readString(file).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException(
          "secret-file "
              + name
              + " cannot be read as text ("
              + unreadable.getClass().getSimpleName()
              + "); make it a file that this user may read",
          unreadable);
    }
  }

  private static Set<BreakerState> events(ConfigObject hook) {
    if (!hook.containsKey("events")) {
      return EnumSet.allOf(BreakerState.class);
    }
    if (!(hook.get("events") instanceof ConfigList list)) {
      throw unknownEvents();
    }
    Set<BreakerState> events = EnumSet.noneOf(BreakerState.class);
    for (ConfigValue event : list) {
      if (ALERT.equals(event.unwrapped())) {
        continue;
      }
      events.add(
          Arrays.stream(BreakerState.values())
              .filter(state -> state.wire().equals(event.unwrapped()))
              .findFirst()
              .orElseThrow(WebhookReading::unknownEvents));
    }
    return events;
  }

  private static boolean alerts(ConfigObject hook) {
    return !(hook.get("events") instanceof ConfigList list)
        || list.stream().anyMatch(event -> ALERT.equals(event.unwrapped()));
  }

  private static IllegalArgumentException unknownEvents() {
    return new IllegalArgumentException(
        "events must be a list of some of closed, open, half_open," + " alert");
  }

  private static String text(ConfigObject hook, String key) {
    ConfigValue value = hook.get(key);
    if (value == null || value.valueType() != ConfigValueType.STRING) {
      throw new IllegalArgumentException(key + " is needed, as a text");
    }
    return (String) value.unwrapped();
  }
}
