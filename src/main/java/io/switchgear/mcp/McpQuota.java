package io.switchgear.mcp;

import io.switchgear.tool.Caller;
import io.switchgear.watch.audit.RecordedLimits;
import java.time.Duration;
import java.util.Optional;

/** How much of the server one caller may take. Never blocks, never throws. */
public interface McpQuota {

  /** Everybody may take everything. */
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

  /** Takes note of a request; tells when to come again if it is one too many. */
  Optional<Duration> request(Caller caller);

  /** A place for a stream: what gives it back, to be run once; empty if there is none. */
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
