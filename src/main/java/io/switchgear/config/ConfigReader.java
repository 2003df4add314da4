package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigMemorySize;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Typed reading of one block, where a key that the block lacks is looked for in the blocks that it
 * falls back to. A bad value is noted and the default read in its place, so that reading goes on
 * and finds the next one.
 */
final class ConfigReader {

  private final Config values;
  private final Config defaults;
  private final List<String> blocks;
  private final Collection<SettingProblem> problems;

  /**
   * @param values resolved
   * @param defaults the same keys as shipped
   * @param problems where to note what is wrong
   * @param blocks paths, the strongest first
   */
  ConfigReader(
      Config values, Config defaults, Collection<SettingProblem> problems, String... blocks) {
    this.values = values;
    this.defaults = defaults;
    this.problems = problems;
    this.blocks = List.of(blocks);
  }

  String text(String key) {
    return read(key, ConfigReader::scalar, "a text is needed");
  }

  /** A text, or nothing. */
  String textOrEmpty(String key) {
    return read(
        key,
        value -> value.unwrapped().toString().isBlank() ? "" : scalar(value),
        "a text is needed, or \"\" for none");
  }

  boolean flag(String key) {
    return read(
        key,
        value ->
            switch (scalar(value).toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default -> throw new IllegalArgumentException();
            },
        "allowed is true or false");
  }

  /** One of the constants, written in small letters with hyphens. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    return read(
        key,
        value ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(scalar(value)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        "allowed is one of "
            + Arrays.stream(type.getEnumConstants())
                .map(ConfigReader::written)
                .collect(Collectors.joining(", ")));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int integer(String key) {
    return read(
        key,
        value -> new BigDecimal(scalar(value)).intValueExact(),
        "a whole number below 2^31 is needed");
  }

  long whole(String key) {
    return read(
        key, value -> new BigDecimal(scalar(value)).longValueExact(), "a whole number is needed");
  }

  /** Finite: {@link BigDecimal} knows neither NaN nor infinity. */
  double number(String key) {
    return read(
        key,
        value -> {
          double number = new BigDecimal(scalar(value)).doubleValue();
          if (!Double.isFinite(number)) {
            throw new IllegalArgumentException();
          }
          return number;
        },
        "a number is needed");
  }

  /** A bare number would be taken for milliseconds, and hardly ever be meant so. */
  Duration duration(String key) {
    return read(
        key,
        value -> {
          if (!Character.isLetter(scalar(value).codePointBefore(scalar(value).length()))) {
            throw new IllegalArgumentException();
          }
          return value.atKey("it").getDuration("it");
        },
        "a duration with its unit is needed, such as 500ms, 30s or 10m");
  }

  long bytes(String key) {
    return read(
        key,
        value -> {
          if (!Character.isDigit(scalar(value).charAt(0))) {
            throw new IllegalArgumentException();
          }
          ConfigMemorySize size = value.atKey("it").getMemorySize("it");
          return size.toBytesBigInteger().longValueExact();
        },
        "a size is needed, such as 4096, 64 KiB or 1 MiB");
  }

  /**
   * A list, or one text with its items separated by commas, which is all an environment can hold.
   */
  List<String> texts(String key) {
    return read(
        key,
        value -> {
          if (value instanceof ConfigList list) {
            return list.stream().map(ConfigReader::scalar).toList();
          }
          return Arrays.stream(scalar(value).split(","))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .toList();
        },
        "a list of texts is needed, such as [\"a\", \"b\"]");
  }

  /** A value with a grammar of its own; its reading says itself what is wrong and allowed. */
  <T> T special(String key, Function<ConfigValue, T> reading) {
    return special(key, reading, true);
  }

  /** A value that may hold secrets, and so is not shown when it is bad. */
  <T> T unshown(String key, Function<ConfigValue, T> reading) {
    return special(key, reading, false);
  }

  private <T> T special(String key, Function<ConfigValue, T> reading, boolean show) {
    String path = pathOf(values, key);
    ConfigValue value = valueAt(values, path);
    if (value == null) {
      return reading.apply(valueAt(defaults, pathOf(defaults, key)));
    }
    try {
      return reading.apply(value);
    } catch (BlockProblem bad) {
      problems.add(new SettingProblem(path + bad.at(), "", where(bad.origin()), bad.getMessage()));
      return reading.apply(valueAt(defaults, pathOf(defaults, key)));
    } catch (IllegalArgumentException bad) {
      problems.add(
          new SettingProblem(
              path, show ? shown(value) : "", where(value.origin()), bad.getMessage()));
      return reading.apply(valueAt(defaults, pathOf(defaults, key)));
    }
  }

  /**
   * Builds a record; what its constructor refuses is noted at the key that it names.
   *
   * @return null if it was refused
   */
  <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (SettingsException refused) {
      for (SettingProblem problem : refused.problems()) {
        problems.add(
            new SettingProblem(
                problem.key(), problem.value(), whereIs(problem.key()), problem.message()));
      }
    } catch (IllegalArgumentException refused) {
      String key = keyNamedBy(refused.getMessage());
      problems.add(new SettingProblem(key, "", whereIs(key), refused.getMessage()));
    }
    return null;
  }

  private <T> T read(String key, Function<ConfigValue, T> reading, String needed) {
    String path = pathOf(values, key);
    ConfigValue value = valueAt(values, path);
    if (value == null) {
      return reading.apply(valueAt(defaults, pathOf(defaults, key)));
    }
    try {
      return reading.apply(value);
    } catch (IllegalArgumentException | ArithmeticException | ConfigException bad) {
      problems.add(new SettingProblem(path, shown(value), where(value.origin()), needed));
      return reading.apply(valueAt(defaults, pathOf(defaults, key)));
    }
  }

  private String pathOf(Config config, String key) {
    for (String block : blocks) {
      if (config.hasPathOrNull(block + "." + key)) {
        return block + "." + key;
      }
    }
    return blocks.getFirst() + "." + key;
  }

  private static ConfigValue valueAt(Config config, String path) {
    if (!config.hasPathOrNull(path)) {
      return null;
    }
    List<String> steps = ConfigUtil.splitPath(path);
    ConfigValue at = config.root();
    for (String step : steps) {
      at = ((ConfigObject) at).get(step);
    }
    return at;
  }

  private String whereIs(String path) {
    ConfigValue value = valueAt(values, path);
    return value == null ? "" : where(value.origin());
  }

  /** Records of rooms that know no configuration name their own components. */
  private String keyNamedBy(String message) {
    String said = message.toLowerCase(Locale.ROOT).replace("-", "");
    List<String> named = new ArrayList<>();
    for (String block : blocks) {
      if (valueAt(values, block) instanceof ConfigObject object) {
        object.toConfig().entrySet().stream()
            .map(entry -> block + "." + entry.getKey())
            .filter(path -> said.contains(lastStep(path)))
            .forEach(named::add);
      }
    }
    return named.stream()
        .min(
            Comparator.<String>comparingInt(path -> said.indexOf(lastStep(path)))
                .thenComparingInt(path -> -lastStep(path).length()))
        .orElse(blocks.getFirst());
  }

  private static String lastStep(String path) {
    return path.substring(path.lastIndexOf('.') + 1).replace("-", "");
  }

  private static String scalar(ConfigValue value) {
    ConfigValueType type = value.valueType();
    if (type != ConfigValueType.STRING
        && type != ConfigValueType.NUMBER
        && type != ConfigValueType.BOOLEAN) {
      throw new IllegalArgumentException();
    }
    String text = value.unwrapped().toString().strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static String shown(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    return text.length() > 80 ? text.substring(0, 79) + "…" : text;
  }

  /** File and line where there is one, else what the value came from. */
  static String where(ConfigOrigin origin) {
    if (origin.filename() != null) {
      return origin.filename() + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
    }
    return origin.description();
  }
}
