package io.switchgear.acceptance;

import java.util.Map;

/** Settings with which the load of the machine does not affect the tests. */
final class WholeMachine {

  private WholeMachine() {}

  /**
   * @param settings by full key; the method adds the thresholds that are missing
   */
  static void isNoFault(Map<String, String> settings) {
    for (String share : new String[] {"memory", "disk", "descriptor", "heap"}) {
      settings.putIfAbsent("switchgear.health." + share + "-threshold", "1");
    }
  }
}
