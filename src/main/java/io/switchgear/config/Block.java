package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One of a list of blocks. Its methods tell what is wrong at the key's own path, and never show the
 * value, which may be a secret.
 */
final class Block {

  private static final Set<ConfigValueType> SCALARS =
      EnumSet.of(ConfigValueType.STRING, ConfigValueType.NUMBER, ConfigValueType.BOOLEAN);

  private final ConfigObject values;

  Block(ConfigObject values) {
    this.values = values;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).map(value -> scalar(key, value));
  }

  String needed(String key) {
    return text(key).orElseThrow(() -> refused(key, "a text is needed"));
  }

  Optional<Double> number(String key) {
    try {
      return text(key).map(Double::valueOf);
    } catch (NumberFormatException bad) {
      throw refused(key, "a number is needed");
    }
  }

  double neededNumber(String key) {
    return number(key).orElseThrow(() -> refused(key, "a number is needed"));
  }

  Optional<Duration> duration(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    try {
      if (values.get(key).valueType() == ConfigValueType.STRING) {
        return Optional.of(values.toConfig().getDuration(key));
      }
    } catch (ConfigException bad) {
      // As if it had no unit.
    }
    throw refused(key, "a duration with its unit is needed, such as 30s");
  }

  /** Not empty if it is there. */
  Optional<List<String>> texts(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!(values.get(key) instanceof ConfigList list) || list.isEmpty()) {
      throw refused(key, "a list of texts is needed, or nothing at all");
    }
    return Optional.of(list.stream().map(item -> scalar(key, item)).toList());
  }

  <T> Optional<T> choice(String key, List<T> choices, Function<T, String> wire) {
    return text(key)
        .map(
            text ->
                one(text, choices, wire)
                    .orElseThrow(() -> refused(key, "allowed is one of " + listed(choices, wire))));
  }

  <T> Optional<List<T>> choices(String key, List<T> choices, Function<T, String> wire) {
    if (!has(key)) {
      return Optional.empty();
    }
    String needed = "a list is needed, of some of " + listed(choices, wire);
    if (!(values.get(key) instanceof ConfigList list)) {
      throw refused(key, needed);
    }
    return Optional.of(
        list.stream()
            .map(item -> one(String.valueOf(item.unwrapped()), choices, wire))
            .map(found -> found.orElseThrow(() -> refused(key, needed)))
            .toList());
  }

  /** What is wrong with one key. */
  BlockProblem refused(String key, String message) {
    ConfigValue value = values.get(key);
    ConfigOrigin origin = value == null ? values.origin() : value.origin();
    return new BlockProblem("." + key, origin, message);
  }

  private String scalar(String key, ConfigValue value) {
    if (!SCALARS.contains(value.valueType())) {
      throw refused(key, "a text is needed");
    }
    return value.unwrapped().toString().strip();
  }

  private static <T> Optional<T> one(String text, List<T> choices, Function<T, String> wire) {
    return choices.stream().filter(choice -> wire.apply(choice).equals(text)).findFirst();
  }

  private static <T> String listed(List<T> choices, Function<T, String> wire) {
    return choices.stream().map(wire).collect(Collectors.joining(", "));
  }
}
