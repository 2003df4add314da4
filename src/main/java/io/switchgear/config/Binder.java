package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Builds records from keys. A component is read from the key of its name, as its type says, and
 * every problem is noted with the full key, the file and the line.
 *
 * <pre>
 * int, long, double, boolean, String, Path, Duration, enums     one value
 * List, Set, Optional                                           of these
 * record                                                        the keys below its own
 * List of records, or of a sealed interface's records           a list of blocks
 * Map of records                                                a block for each name; "default" has what the others lack
 * Secret                                                        where the secret is ({@link SecretPlaces})
 * </pre>
 *
 * {@link Setting} adds what names and types do not say. A bad value is noted and its default is
 * read instead, so that all problems are found at once. A record that refuses its values names its
 * components ({@link Refusals}).
 */
final class Binder {

  private static final int SHOWN_CHARS = 80;

  private final Collection<SettingProblem> problems;
  private final ValueReader reader;
  private final SecretPlaces secrets;
  private final BlockLists lists;
  private final Map<Class<?>, Object> provided = new HashMap<>();
  private final Map<Class<?>, Consumer<Object>> checks = new HashMap<>();

  /**
   * @param problems where problems are noted
   */
  Binder(ValueReader reader, SecretPlaces secrets, Collection<SettingProblem> problems) {
    this.reader = reader;
    this.secrets = secrets;
    this.problems = problems;
    this.lists = new BlockLists(this, problems);
  }

  /** Gives components of this type a value that comes from no key. */
  <T> Binder provide(Class<T> type, T value) {
    provided.put(type, value);
    return this;
  }

  /** Adds a check of records of this type, with data that their constructor does not have. */
  <T> Binder check(Class<T> type, Consumer<T> check) {
    checks.put(type, made -> check.accept(type.cast(made)));
    return this;
  }

  /**
   * Builds a record from a block.
   *
   * @param values resolved
   * @param defaults {@code reference.conf}, resolved
   * @return null if problems were noted that leave no record
   */
  <T> T bind(Class<T> type, Config values, Config defaults, String block) {
    T bound = type.cast(record(type, new LayeredBlock(values, defaults, List.of(block))));
    if (bound == null && problems.isEmpty()) {
      throw new IllegalStateException("no " + type + ", and no problem");
    }
    return bound;
  }

  /** Builds a record; null if a problem was noted. */
  Object record(Class<?> type, KeyBlock block) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], block);
    }
    return Arrays.asList(values).contains(null) ? null : construct(type, values, block);
  }

  private Object construct(Class<?> type, Object[] values, KeyBlock block) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Object made = type.getDeclaredConstructor(types).newInstance(values);
      checks.getOrDefault(type, unchecked -> {}).accept(made);
      return made;
    } catch (IllegalArgumentException refused) {
      noteRefusal(type, block, refused);
    } catch (InvocationTargetException thrown) {
      if (!(thrown.getCause() instanceof IllegalArgumentException refused)) {
        throw new IllegalStateException("the constructor of " + type + " fails", thrown);
      }
      noteRefusal(type, block, refused);
    } catch (ReflectiveOperationException inaccessible) {
      throw new IllegalStateException("no constructor of " + type, inaccessible);
    }
    return null;
  }

  private Object component(RecordComponent component, KeyBlock block) {
    Class<?> type = component.getType();
    Setting how = component.getAnnotation(Setting.class);
    if (provided.containsKey(type)) {
      return provided.get(type);
    }
    if (how != null && how.inline()) {
      return record(type, block);
    }
    String key = block.keyOf(component);
    if (type == Secret.class) {
      return secret(how, key, block);
    }
    if (type == Map.class) {
      return map(argument(component.getGenericType(), 1), (LayeredBlock) block.below(key));
    }
    return type.isRecord() && !reader.reads(type)
        ? record(type, block.below(key))
        : value(component.getGenericType(), how, key, block);
  }

  private Object value(Type type, Setting how, String key, KeyBlock block) {
    ConfigValue given = block.given(key);
    ConfigValue fallback = block.fallback(key, how);
    if (given != null) {
      try {
        Object value = read(type, how, given, fallback, key, block);
        if (value != null) {
          return value;
        }
      } catch (BadValue bad) {
        note(block, key, isShown(type, block) ? given : null, bad);
      }
    } else if (fallback == null) {
      if (raw(type) == Optional.class) {
        return Optional.empty();
      }
      note(block, key, null, missing(type, how, key, block));
    }
    return fallback == null ? null : fallback(type, how, fallback, key, block);
  }

  private Object fallback(
      Type type, Setting how, ConfigValue fallback, String key, KeyBlock block) {
    try {
      return read(type, how, fallback, fallback, key, block);
    } catch (BadValue bad) {
      if (!block.isListed()) {
        throw new IllegalStateException("the default of " + block.path(key) + " is bad", bad);
      }
      // The default is the value of another key of the block. The problem of that key is already
      // noted.
      return null;
    }
  }

  /** Message for a missing key. Obtained by reading an invalid value. */
  private BadValue missing(Type type, Setting how, String key, KeyBlock block) {
    ConfigValue impossible = ConfigValueFactory.fromAnyRef(Map.of());
    try {
      read(type, how, impossible, null, key, block);
      return new BadValue("a value is needed");
    } catch (BadValue needed) {
      return new BadValue("the key is missing; " + needed.getMessage(), needed.allowed());
    }
  }

  /** Null if problems of single blocks were noted. */
  private Object read(
      Type type, Setting how, ConfigValue value, ConfigValue fallback, String key, KeyBlock block) {
    boolean bytes = how != null && how.bytes();
    if (!(type instanceof ParameterizedType)) {
      boolean blank = block.isListed() || fallback != null && "".equals(fallback.unwrapped());
      return reader.read(raw(type), bytes, blank, value);
    }
    Class<?> item = argument(type, 0);
    if (raw(type) == Optional.class) {
      return Optional.of(reader.read(item, bytes, false, value));
    }
    List<?> items =
        isBlock(item)
            ? lists.read(item, value, block.path(key), block.where(key))
            : ScalarLists.read(reader, item, value, block.isListed());
    if (value != fallback && items != null && items.isEmpty() && isOptional(how)) {
      throw new BadValue("the list is empty; name at least one, or leave the key out");
    }
    return items != null && raw(type) == Set.class ? new LinkedHashSet<>(items) : items;
  }

  private boolean isBlock(Class<?> item) {
    return !item.isEnum() && (item.isRecord() || item.isSealed()) && !reader.reads(item);
  }

  private static boolean isOptional(Setting how) {
    return how != null && !how.absent().isEmpty();
  }

  private Object secret(Setting how, String key, KeyBlock block) {
    boolean plain = how != null && how.plain();
    String at = plain ? key : "";
    try {
      at = plain ? SecretPlaces.plainOrFile(key, block) : SecretPlaces.given(key, block);
      return plain
          ? secrets.readPlain(key, at, block.given(at))
          : secrets.read(at, ValueReader.text(block.given(at)));
    } catch (IllegalArgumentException bad) {
      problems.add(
          at.isEmpty()
              ? new SettingProblem(block.path(), "", block.where(), bad.getMessage())
              : new SettingProblem(block.path(at), "", block.where(at), bad.getMessage()));
      return null;
    }
  }

  private Object map(Class<?> type, LayeredBlock blocks) {
    Map<String, Object> map = new TreeMap<>();
    for (String name : blocks.names()) {
      map.put(name, record(type, blocks.named(name)));
    }
    return map.containsValue(null) ? null : map;
  }

  /** Blocks of lists, and the lists as a whole, may hold secrets. */
  private boolean isShown(Type type, KeyBlock block) {
    return !block.isListed() && !(type instanceof ParameterizedType && isBlock(argument(type, 0)));
  }

  private void note(KeyBlock block, String key, ConfigValue value, BadValue bad) {
    problems.add(
        new SettingProblem(
            block.path(key),
            value == null ? "" : shown(value),
            block.where(key),
            bad.getMessage(),
            bad.allowed()));
  }

  private void noteRefusal(Class<?> type, KeyBlock block, IllegalArgumentException refused) {
    for (ComponentProblem problem : Refusals.of(refused)) {
      Optional<String> key =
          Arrays.stream(type.getRecordComponents())
              .filter(component -> component.getName().equals(problem.component()))
              .map(block::keyOf)
              .findFirst();
      problems.add(
          new SettingProblem(
              key.map(block::path).orElse(block.path()),
              block.isListed() ? "" : problem.value(),
              key.map(block::where).orElse(block.where()),
              problem.message(),
              problem.allowed()));
    }
  }

  private static String shown(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS - 1) + "…" : text;
  }

  private static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  private static Class<?> argument(Type type, int index) {
    return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
