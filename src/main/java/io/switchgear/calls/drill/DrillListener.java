package io.switchgear.calls.drill;

import java.util.Locale;

/** Receives changes of drills; must return at once. */
@FunctionalInterface
public interface DrillListener {

  /**
   * @param drill its state after the change, or when it ended
   */
  void onDrill(Change change, Drill drill);

  /** The changes of a drill. */
  enum Change {
    SET,
    CLEARED,
    USED_UP;

    /** The name on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
