package io.switchgear.config;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A part of the server that applies new settings while it runs. */
public interface Reloadable {

  /**
   * The keys that it applies: full names, in which a step {@code *} is any one step. The name of a
   * block covers all keys in it.
   */
  List<String> keys();

  /**
   * Prepares a change without any visible effect, because another part may still refuse.
   *
   * @param after validated
   * @return applies the change, and returns when it is in effect; must not fail
   * @throws SettingsException if the change is impossible; names the key and what to do
   * @throws IllegalArgumentException as above, if the key is not known; the refusal is reported
   *     with the first of {@link #keys}
   */
  Runnable prepare(Settings before, Settings after);

  /** Whether it can apply this change of one of {@link #keys}. If not, a restart is needed. */
  default boolean applies(String key, Settings before, Settings after) {
    return true;
  }

  /** A part without preparation, which therefore cannot refuse. */
  static Reloadable simple(Consumer<Settings> take, ReloadKeys keys) {
    return of((before, after) -> () -> take.accept(after), keys);
  }

  /** A part whose {@link #prepare} is {@code prepare}. */
  static Reloadable of(BiFunction<Settings, Settings, Runnable> prepare, ReloadKeys keys) {
    return new Reloadable() {
      @Override
      public List<String> keys() {
        return keys.keys();
      }

      @Override
      public Runnable prepare(Settings before, Settings after) {
        return prepare.apply(before, after);
      }
    };
  }
}
