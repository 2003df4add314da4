package io.switchgear.acceptance;

import java.util.Map;

/** How full the machine is on which the tests run must not decide about them. */
final class WholeMachine {

  private WholeMachine() {}

  /**
   * @param settings by full key; added to
   */
  static void isNoFault(Map<String, String> settings) {
    for (String share : new String[] {"memory", "disk", "descriptor", "heap"}) {
      settings.putIfAbsent("switchgear.health." + share + "-threshold", "1");
    }
  }
}
