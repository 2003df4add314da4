package io.switchgear.breaker;

/**
 * Gets every transition, in order, on its own thread. A listener may be slow: it then misses the
 * transitions for which its queue has no room. It may throw. Neither affects other listeners.
 */
@FunctionalInterface
public interface TransitionListener {

  /** Most transitions that wait for one listener. Further ones are dropped for it and logged. */
  int QUEUE = 128;

  void onTransition(Transition transition);
}
