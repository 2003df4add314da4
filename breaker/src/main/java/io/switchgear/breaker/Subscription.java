package io.switchgear.breaker;

/** A listener's subscription. After it is closed, the listener gets no more events. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
