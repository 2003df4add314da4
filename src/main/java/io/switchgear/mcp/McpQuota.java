package io.switchgear.mcp;

import io.switchgear.tool.Caller;
import io.switchgear.watch.audit.RecordedLimits;
import java.time.Duration;
import java.util.Optional;

/** How much of the server one caller may use. Never blocks, never throws. */
public interface McpQuota {

  /** No limits. */
  McpQuota ALL =
      new McpQuota() {
        @Override
        public Optional<Duration> request(Caller caller) {
          return Optional.empty();
        }

        @Override
        public Optional<Runnable> stream(Caller caller) {
          return Optional.of(() -> {});
        }
      };

  /** Counts a request; returns the time to wait if the caller has sent too many. */
  Optional<Duration> request(Caller caller);

  /**
   * Counts a stream; returns the action that ends the count, to be run once, or empty if the caller
   * has too many streams.
   */
  Optional<Runnable> stream(Caller caller);

  /** The limits of callers, which also records what it refuses. */
  static McpQuota of(RecordedLimits limits) {
    return new McpQuota() {
      @Override
      public Optional<Duration> request(Caller caller) {
        return limits.request(caller);
      }

      @Override
      public Optional<Runnable> stream(Caller caller) {
        return limits.stream(caller);
      }
    };
  }
}
