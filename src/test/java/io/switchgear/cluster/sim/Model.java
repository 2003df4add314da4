package io.switchgear.cluster.sim;

/** What runs on the nodes of a world. */
public interface Model {

  /** The node starts, with an empty memory. */
  void started(int node);

  void crashed(int node);

  /** A step of the script begins. */
  void began(Step step);

  /** The script is over: what must have happened by now is checked. */
  void ended();
}
