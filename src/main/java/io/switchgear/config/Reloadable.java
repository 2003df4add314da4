package io.switchgear.config;

import java.util.List;

/** A component that takes other settings while it runs. */
public interface Reloadable {

  /**
   * What it applies, as full keys; a step {@code *} stands for any one. A block stands for all in
   * it.
   */
  List<String> keys();

  /**
   * Gets ready, with no effect that anybody sees: others may still refuse.
   *
   * @param after validated
   * @return puts it in place, and returns when it is; must not fail
   * @throws IllegalArgumentException if it cannot be; the message names the key and what to do
   */
  Runnable prepare(Settings before, Settings after);

  /** Whether it can apply a change of this key, one of {@link #keys}; else it needs a restart. */
  default boolean applies(String key, Settings before, Settings after) {
    return true;
  }
}
