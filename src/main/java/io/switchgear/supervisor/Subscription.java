package io.switchgear.supervisor;

/** What a listener ends its listening with; once closed, it is told nothing more. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
