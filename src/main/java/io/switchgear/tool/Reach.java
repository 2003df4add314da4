package io.switchgear.tool;

import java.util.List;

/**
 * Which of the probed addresses responded. Addresses that were not probed are in neither list.
 *
 * @param answered responded, if only with a refusal
 * @param silent were probed and did not respond
 */
public record Reach(List<String> answered, List<String> silent) {

  /** For tools without target addresses, or that cannot tell. */
  public static final Reach NONE = new Reach(List.of(), List.of());

  public Reach {
    answered = answered == null ? List.of() : List.copyOf(answered);
    silent = silent == null ? List.of() : List.copyOf(silent);
  }

  /** Whether no address responded. Then the run says nothing about its tool. */
  public boolean isSilence() {
    return answered.isEmpty() && !silent.isEmpty();
  }
}
