package io.switchgear.calls.limits;

/**
 * This node's parts of the limits of principals, when several nodes serve them. Reading waits for
 * nothing; used by many threads.
 */
public interface LimitShares {

  /** The node is the only one. */
  LimitShares WHOLE =
      new LimitShares() {
        @Override
        public int part(String budget, int limit) {
          return limit;
        }

        @Override
        public int lent(String budget) {
          return 0;
        }

        @Override
        public boolean isFull(String budget) {
          return false;
        }

        @Override
        public void soon() {
          // Nobody is asked.
        }
      };

  /**
   * What this node may use of a limit now, 0 to {@code limit}.
   *
   * @param budget names the limit and its principal, the same on all nodes
   */
  int part(String budget, int limit);

  /** What of the part was asked for, and goes back when it is not used. */
  int lent(String budget);

  /** Whether the part has just grown, and no node had used the limit for some time. */
  boolean isFull(String budget);

  /** Asks for what is wanted now. Returns at once. */
  void soon();
}
