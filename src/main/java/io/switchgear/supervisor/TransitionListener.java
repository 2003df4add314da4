package io.switchgear.supervisor;

/**
 * Is told of every transition, in order, on a thread of its own. It may take its time and may
 * throw: what it misses because it is more than {@value Transitions#BUFFER} behind is gone, and
 * nobody else notices.
 */
@FunctionalInterface
public interface TransitionListener {

  void onTransition(Transition transition);
}
