package io.switchgear.breaker;

/**
 * Is told of every transition, in order, on a thread of its own. It may be slow and it may throw:
 * it then misses the transitions for which its queue has no room, and nobody else is affected.
 */
@FunctionalInterface
public interface TransitionListener {

  /** Transitions that wait for one listener; more are dropped for it and logged. */
  int QUEUE = 128;

  void onTransition(Transition transition);
}
