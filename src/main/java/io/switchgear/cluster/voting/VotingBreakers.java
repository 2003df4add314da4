package io.switchgear.cluster.voting;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.Guidance;
import io.switchgear.supervisor.SupervisedTools;

/** The breakers of this node, by the tool's name. */
interface VotingBreakers {

  /** Sends no message. */
  BreakerSnapshot snapshot(String tool);

  /** Gives guidance; it is in effect soon. */
  void guide(String tool, Guidance guidance);

  /** Closes the breaker soon, unless its state is an operator's. */
  void probedElsewhere(String tool);

  static VotingBreakers of(SupervisedTools tools) {
    return new VotingBreakers() {
      @Override
      public BreakerSnapshot snapshot(String tool) {
        return tools.snapshot(tool);
      }

      @Override
      public void guide(String tool, Guidance guidance) {
        tools.guide(tool, guidance);
      }

      @Override
      public void probedElsewhere(String tool) {
        tools.probedElsewhere(tool);
      }
    };
  }
}
