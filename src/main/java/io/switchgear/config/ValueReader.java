package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigMemorySize;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads one value as a Java type. Every method throws {@link BadValue}. */
final class ValueReader {

  private final Map<Class<?>, Function<ConfigValue, ?>> special = new HashMap<>();
  private final Map<Class<?>, Function<Enum<?>, String>> names = new HashMap<>();

  /** Adds a type that has a notation of its own; {@code reading} throws {@link BadValue}. */
  <T> ValueReader with(Class<T> type, Function<ConfigValue, T> reading) {
    special.put(type, reading);
    return this;
  }

  /** Adds the names of constants that are not the Java names in small letters with hyphens. */
  <E extends Enum<E>> ValueReader names(Class<E> type, Function<E, String> name) {
    names.put(type, constant -> name.apply(type.cast(constant)));
    return this;
  }

  /** Whether the type is read from one value, although it may be a record. */
  boolean reads(Class<?> type) {
    return special.containsKey(type);
  }

  /**
   * Reads a value.
   *
   * @param bytes whether it is a size in bytes
   * @param blank whether a text may be empty
   */
  Object read(Class<?> type, boolean bytes, boolean blank, ConfigValue value) {
    if (special.containsKey(type)) {
      return special.get(type).apply(value);
    }
    if (type.isEnum()) {
      return constant(type, value);
    }
    if (bytes) {
      return size(type, value);
    }
    return switch (type.getSimpleName()) {
      case "String" -> blank && isBlank(value) ? "" : text(value);
      case "boolean" -> flag(value);
      case "int" -> parsed(value, "a whole number below 2^31 is needed", BigDecimal::intValueExact);
      case "long" -> parsed(value, "a whole number is needed", BigDecimal::longValueExact);
      case "double", "Double" -> parsed(value, "a number is needed", ValueReader::finite);
      case "Duration" -> duration(value);
      case "Path" -> Path.of(text(value)).toAbsolutePath();
      case String other -> throw new IllegalStateException("no reading of " + other);
    };
  }

  static String text(ConfigValue value) {
    return wanted("a text is needed", () -> scalar(value));
  }

  /** The allowed names of an enum's constants. */
  List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> name((Enum<?>) constant))
        .toList();
  }

  private Object constant(Class<?> type, ConfigValue value) {
    String allowed = String.join(", ", names(type));
    BadValue bad = new BadValue("allowed is one of " + allowed, allowed);
    if (!isScalar(value)) {
      throw bad;
    }
    String text = value.unwrapped().toString().strip();
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> name((Enum<?>) constant).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> bad);
  }

  private String name(Enum<?> constant) {
    return names
        .getOrDefault(
            constant.getDeclaringClass(),
            plain -> plain.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .apply(constant);
  }

  private static boolean flag(ConfigValue value) {
    String needed = "allowed is true or false";
    return switch (wanted(needed, () -> scalar(value)).toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new BadValue(needed);
    };
  }

  private static <T> T parsed(ConfigValue value, String needed, Function<BigDecimal, T> as) {
    return wanted(needed, () -> as.apply(new BigDecimal(scalar(value))));
  }

  private static double finite(BigDecimal number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException();
    }
    return number.doubleValue();
  }

  /** A number without a unit is refused, because the library would take it for milliseconds. */
  private static Duration duration(ConfigValue value) {
    return wanted(
        "a duration with its unit is needed, such as 500ms, 30s or 10m",
        () -> {
          String text = scalar(value);
          if (!Character.isLetter(text.codePointBefore(text.length()))) {
            throw new IllegalArgumentException();
          }
          return value.atKey("value").getDuration("value");
        });
  }

  /** A size that no int can hold is cut to the largest int, which the record then refuses. */
  private static Object size(Class<?> type, ConfigValue value) {
    long size =
        wanted(
            "a size is needed, such as 4096, 64 KiB or 1 MiB",
            () -> {
              if (!Character.isDigit(scalar(value).charAt(0))) {
                throw new IllegalArgumentException();
              }
              ConfigMemorySize memory = value.atKey("value").getMemorySize("value");
              return memory.toBytesBigInteger().longValueExact();
            });
    if (type == int.class) {
      return (int) Math.min(Integer.MAX_VALUE, size);
    }
    return size;
  }

  private static <T> T wanted(String needed, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException | ArithmeticException | ConfigException bad) {
      throw new BadValue(needed);
    }
  }

  private static boolean isScalar(ConfigValue value) {
    ConfigValueType type = value.valueType();
    return type == ConfigValueType.STRING
        || type == ConfigValueType.NUMBER
        || type == ConfigValueType.BOOLEAN;
  }

  private static boolean isBlank(ConfigValue value) {
    return isScalar(value) && value.unwrapped().toString().isBlank();
  }

  private static String scalar(ConfigValue value) {
    if (!isScalar(value) || isBlank(value)) {
      throw new IllegalArgumentException();
    }
    return value.unwrapped().toString().strip();
  }
}
