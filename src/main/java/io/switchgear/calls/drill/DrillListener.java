package io.switchgear.calls.drill;

import java.util.Locale;

/** Is told of drills; must return at once. */
@FunctionalInterface
public interface DrillListener {

  /**
   * @param drill as it is now, or was when it ended
   */
  void onDrill(Change change, Drill drill);

  /** What became of a drill. */
  enum Change {
    SET,
    CLEARED,
    USED_UP;

    /** As it stands on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
