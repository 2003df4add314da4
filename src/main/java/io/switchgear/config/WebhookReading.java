package io.switchgear.config;

import com.typesafe.config.ConfigValue;
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

/** Reads the webhooks and their secrets. */
final class WebhookReading {

  private static final String ALERT = "alert";
  private static final long MAX_SECRET_BYTES = 4_096;

  private final Map<String, String> environment;
  private final BlockList<WebhookSettings> hooks =
      new BlockList<>(
          "a list of webhooks is needed, such as [ { url = \"https://ops.example/hook\","
              + " secret-env = HOOK_SECRET } ]",
          16,
          "; let one receiver hand events on",
          List.of("url", "secret-env", "secret-file", "events"),
          "; a secret itself never stands here",
          this::hook);

  /**
   * @param environment where {@code secret-env} looks
   */
  WebhookReading(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says what is wrong, and what is allowed
   */
  List<WebhookSettings> hooks(ConfigValue value) {
    return hooks.read(value);
  }

  private WebhookSettings hook(Block hook) {
    List<String> events = events(hook);
    Set<BreakerState> states = EnumSet.noneOf(BreakerState.class);
    for (BreakerState state : BreakerState.values()) {
      if (events.contains(state.wire())) {
        states.add(state);
      }
    }
    return new WebhookSettings(url(hook), secret(hook), states, events.contains(ALERT));
  }

  /** All of them if none is named. */
  private static List<String> events(Block hook) {
    List<String> all =
        new ArrayList<>(Arrays.stream(BreakerState.values()).map(BreakerState::wire).toList());
    all.add(ALERT);
    return hook.choices("events", all, event -> event).orElse(all);
  }

  private static URI url(Block hook) {
    try {
      return URI.create(hook.needed("url"));
    } catch (BlockProblem missing) {
      throw missing;
    } catch (IllegalArgumentException notAUrl) {
      // Without its message, which shows the text.
      throw hook.refused("url", "this is no URL; write it as https://ops.example/hook");
    }
  }

  private Secret secret(Block hook) {
    if (hook.has("secret-env") == hook.has("secret-file")) {
      throw new IllegalArgumentException(
          "one of secret-env (the name of an environment variable) and secret-file (the path of a"
              + " file) is needed, with the secret in it");
    }
    return new Secret(
        hook.has("secret-env")
            ? fromEnvironment(hook.needed("secret-env"))
            : fromFile(hook.needed("secret-file")));
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
}
