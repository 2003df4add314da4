package io.switchgear.config;

import com.typesafe.config.ConfigOrigin;

/** Something is wrong inside of a value that has a structure of its own. */
final class BlockProblem extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String at;
  private final transient ConfigOrigin origin;

  /**
   * @param at where below the value's key, such as {@code [2].above}
   */
  BlockProblem(String at, ConfigOrigin origin, String message) {
    super(message);
    this.at = at;
    this.origin = origin;
  }

  String at() {
    return at;
  }

  ConfigOrigin origin() {
    return origin;
  }

  /** The same, seen from one level above. */
  BlockProblem below(String step) {
    return new BlockProblem(step + at, origin, getMessage());
  }

  /** The same in a list that was given as one text, whose own lines say nothing. */
  BlockProblem from(ConfigOrigin whole) {
    return new BlockProblem(at, whole, getMessage());
  }
}
