package io.switchgear.audit;

import io.switchgear.tool.ToolCall;
import java.util.List;

/** A call under way, with what has become known of it. */
final class OpenCall {

  private final ToolCall call;
  private final String breaker;
  private final long startedAt = System.nanoTime();
  private volatile List<String> targets = List.of();
  private boolean told;

  OpenCall(ToolCall call, String breaker) {
    this.call = call;
    this.breaker = breaker;
  }

  ToolCall call() {
    return call;
  }

  String breaker() {
    return breaker;
  }

  long age() {
    return System.nanoTime() - startedAt;
  }

  List<String> targets() {
    return targets;
  }

  void planned(List<String> addresses) {
    targets = addresses;
  }

  /** Whether it is long under way and has not been told of; only the writer's thread asks. */
  boolean isToBeTold(long age) {
    if (told || age() < age) {
      return false;
    }
    told = true;
    return true;
  }
}
