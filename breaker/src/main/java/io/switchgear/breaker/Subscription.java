package io.switchgear.breaker;

/** A listener's subscription. Once it is closed, the listener is told nothing more. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
