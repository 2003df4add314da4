package io.switchgear.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a list of blocks, which may also come as one text, as from the environment. What is wrong
 * is told with its path, such as {@code [2].above} (the first is {@code [0]}), and its line.
 *
 * @param shape what is needed, with an example
 * @param most blocks there may be
 * @param instead what to do when more are wanted; may be empty
 * @param keys those that a block may have
 * @param aside what else to say of a key that it may not; may be empty
 * @param reading of one block; tells what is wrong by an {@link IllegalArgumentException}
 */
record BlockList<T>(
    String shape,
    int most,
    String instead,
    List<String> keys,
    String aside,
    Function<Block, T> reading) {

  /**
   * @throws IllegalArgumentException whose message says what is wrong and allowed
   */
  List<T> read(ConfigValue value) {
    ConfigValue list = listed(value, shape);
    try {
      return read((ConfigList) list);
    } catch (BlockProblem inText) {
      throw list == value ? inText : inText.from(value.origin());
    }
  }

  /**
   * A list, or the text of one.
   *
   * @throws IllegalArgumentException with {@code shape} alone: the parser's words would show the
   *     text
   */
  static ConfigList listed(ConfigValue value, String shape) {
    try {
      ConfigValue parsed =
          value.unwrapped() instanceof String text
              ? ConfigFactory.parseString("it = " + text).root().get("it")
              : value;
      if (parsed instanceof ConfigList list) {
        return list;
      }
    } catch (ConfigException notHocon) {
      // Told as what is no list.
    }
    throw new IllegalArgumentException(shape);
  }

  private List<T> read(ConfigList list) {
    if (list.size() > most) {
      throw new IllegalArgumentException(
          "there are %d: at most %d are allowed%s".formatted(list.size(), most, instead));
    }
    List<T> blocks = new ArrayList<>();
    for (ConfigValue block : list) {
      String step = "[" + blocks.size() + "]";
      try {
        blocks.add(one(block));
      } catch (BlockProblem bad) {
        throw bad.below(step);
      } catch (IllegalArgumentException bad) {
        throw new BlockProblem(step, block.origin(), bad.getMessage());
      }
    }
    return List.copyOf(blocks);
  }

  private T one(ConfigValue value) {
    if (!(value instanceof ConfigObject values)) {
      throw new IllegalArgumentException("a block is needed, with " + String.join(", ", keys));
    }
    Block block = new Block(values);
    for (String key : values.keySet()) {
      if (!keys.contains(key)) {
        throw block.refused(key, "unknown key; allowed are " + String.join(", ", keys) + aside);
      }
    }
    return reading.apply(block);
  }
}
