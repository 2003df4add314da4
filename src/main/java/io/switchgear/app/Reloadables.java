package io.switchgear.app;

import io.switchgear.config.Reloadable;
import io.switchgear.config.Settings;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The usual shapes of a component that takes other settings. */
final class Reloadables {

  private Reloadables() {}

  /** One that has nothing to prepare, and so cannot refuse. */
  static Reloadable simple(Consumer<Settings> take, ReloadKeys keys) {
    return of((before, after) -> () -> take.accept(after), keys);
  }

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
