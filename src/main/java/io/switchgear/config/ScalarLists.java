package io.switchgear.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Arrays;
import java.util.List;

/** Reads lists of texts and of constants. */
final class ScalarLists {

  private ScalarLists() {}

  /**
   * Reads a list, or one text in which commas separate the items, as an environment variable holds
   * them.
   *
   * @param strict whether only a list is accepted
   * @throws BadValue if an item cannot be read
   */
  static List<?> read(ValueReader reader, Class<?> item, ConfigValue value, boolean strict) {
    BadValue needed = needed(reader, item);
    try {
      if (value instanceof ConfigList list) {
        return list.stream().map(each -> reader.read(item, false, false, each)).toList();
      }
      if (strict) {
        throw needed;
      }
      return Arrays.stream(ValueReader.text(value).split(","))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .map(text -> reader.read(item, false, false, one(text)))
          .toList();
    } catch (BadValue bad) {
      if (item == String.class && !strict && "".equals(value.unwrapped())) {
        return List.of();
      }
      throw needed;
    }
  }

  private static ConfigValue one(String text) {
    return ConfigValueFactory.fromAnyRef(text);
  }

  private static BadValue needed(ValueReader reader, Class<?> item) {
    if (!item.isEnum()) {
      return new BadValue("a list of texts is needed, such as [\"a\", \"b\"]");
    }
    String allowed = String.join(", ", reader.names(item));
    return new BadValue("a list is needed, of some of " + allowed, allowed);
  }
}
