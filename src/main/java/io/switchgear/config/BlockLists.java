package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads lists of blocks, each of which is one record. A list may also be the text of one, as an
 * environment variable holds it. No message shows a value, because it may be a secret.
 */
final class BlockLists {

  private final Binder binder;
  private final Collection<SettingProblem> problems;

  BlockLists(Binder binder, Collection<SettingProblem> problems) {
    this.binder = binder;
    this.problems = problems;
  }

  /**
   * Reads a list.
   *
   * @param type a record, or a sealed interface of records: then each block holds one key, which
   *     selects the record
   * @param path full name of the list's key
   * @param where where the list came from
   * @return null if problems of its blocks were noted
   * @throws BadValue if it is no list
   */
  List<?> read(Class<?> type, ConfigValue value, String path, String where) {
    ConfigList list = list(type, value);
    Optional<String> source = list == value ? Optional.empty() : Optional.of(where);
    List<Object> blocks = new ArrayList<>();
    for (ConfigValue item : list) {
      String at = path + "[" + blocks.size() + "]";
      blocks.add(type.isSealed() ? kind(type, item, at, source) : block(type, item, at, source));
    }
    return blocks.contains(null) ? null : List.copyOf(blocks);
  }

  /** The parser's message is left out, because it shows the text. */
  private static ConfigList list(Class<?> type, ConfigValue value) {
    ConfigValue parsed = value;
    if (value.unwrapped() instanceof String text) {
      try {
        parsed = ConfigFactory.parseString("value = " + text).root().get("value");
      } catch (ConfigException notHocon) {
        throw notAList(type);
      }
    }
    if (parsed instanceof ConfigList list) {
      return list;
    }
    throw notAList(type);
  }

  private static BadValue notAList(Class<?> type) {
    return new BadValue(
        type.isSealed()
            ? "a list of blocks is needed, each with one of " + String.join(", ", kinds(type))
            : "a list of blocks is needed, each with " + String.join(", ", KeyNames.all(type)));
  }

  private Object block(Class<?> type, ConfigValue value, String path, Optional<String> source) {
    List<String> keys = KeyNames.all(type);
    if (!(value instanceof ConfigObject values)) {
      return refuse(path, value, source, "a block is needed, with " + String.join(", ", keys));
    }
    ListedBlock block = new ListedBlock(values, path, source);
    for (String key : values.keySet()) {
      if (!keys.contains(key)) {
        return refuse(
            block.path(key),
            values.get(key),
            source,
            (keys.isEmpty()
                    ? "unknown key; no key is allowed here"
                    : "unknown key; allowed are " + String.join(", ", keys))
                + (Redaction.isSecret(key) ? "; a secret itself is never written here" : ""));
      }
    }
    return binder.record(type, block);
  }

  private Object kind(Class<?> type, ConfigValue value, String path, Optional<String> source) {
    String allowed = String.join(", ", kinds(type));
    if (!(value instanceof ConfigObject object) || object.size() != 1) {
      return refuse(path, value, source, "a block with one key is needed: " + allowed);
    }
    String key = object.keySet().iterator().next();
    String at = path + "." + key;
    for (Class<?> kind : type.getPermittedSubclasses()) {
      if (KeyNames.ofKind(kind).equals(key)) {
        return block(kind, object.get(key), at, source);
      }
    }
    return refuse(at, object.get(key), source, "unknown key; allowed are " + allowed);
  }

  private static List<String> kinds(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses()).map(KeyNames::ofKind).toList();
  }

  private Object refuse(String path, ConfigValue value, Optional<String> source, String message) {
    problems.add(
        new SettingProblem(
            path, "", source.orElseGet(() -> Origins.shown(value.origin())), message));
    return null;
  }
}
