package io.switchgear.tool;

import java.util.List;

/**
 * Which of the addresses that a run touched were heard of. Addresses that it did not come to are in
 * neither list.
 *
 * @param answered gave a sign of life, if only a refusal
 * @param silent were asked, and nothing came back from them
 */
public record Reach(List<String> answered, List<String> silent) {

  /** For tools that touch no addresses, or cannot tell. */
  public static final Reach NONE = new Reach(List.of(), List.of());

  public Reach {
    answered = answered == null ? List.of() : List.copyOf(answered);
    silent = silent == null ? List.of() : List.copyOf(silent);
  }

  /** Whether nothing but silence was met: the run says nothing about its tool then. */
  public boolean isSilence() {
    return answered.isEmpty() && !silent.isEmpty();
  }
}
