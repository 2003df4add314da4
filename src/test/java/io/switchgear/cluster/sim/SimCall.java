package io.switchgear.cluster.sim;

/** A client's call at a gateway. */
final class SimCall {

  private final int gateway;
  private final int incarnation;
  private final long at;
  private int hops;
  private int answers;

  SimCall(int gateway, int incarnation, long at) {
    this.gateway = gateway;
    this.incarnation = incarnation;
    this.at = at;
  }

  int gateway() {
    return gateway;
  }

  /**
   * @throws Violation if it was sent before
   */
  void sent(int from, int to) {
    if (++hops > 1) {
      throw new Violation(
          "a call takes one hop at most",
          "%s is sent on from %s to %s".formatted(this, Step.name(from), Step.name(to)));
    }
  }

  /**
   * @throws Violation if it was answered before
   */
  void answered() {
    if (++answers > 1) {
      throw new Violation("a call is answered once", this + " is answered again");
    }
  }

  boolean isAnswered() {
    return answers > 0;
  }

  /** Whether the gateway has crashed since, and the client's connection with it. */
  boolean isLost(World world) {
    return world.incarnation(gateway) != incarnation;
  }

  @Override
  public String toString() {
    return "the call at %s of %.3f s".formatted(Step.name(gateway), at / 1e3);
  }
}
