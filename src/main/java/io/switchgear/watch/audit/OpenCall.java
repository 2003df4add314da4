package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import java.util.List;
import java.util.stream.Stream;

/** A call under way, with what has become known of it. */
final class OpenCall {

  private static final String TARGETS = "targets";

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

  /** What it touches: the addresses of its plan, or as long as it has none what it named. */
  List<String> targets() {
    return targets.isEmpty() ? named() : targets;
  }

  /**
   * As {@link #targets()}, for a call that was answered by a run of another call or by what was
   * kept of an earlier one, and so had no plan of its own.
   *
   * @param reach of the run
   */
  List<String> targets(Reach reach) {
    List<String> reached =
        Stream.concat(reach.answered().stream(), reach.silent().stream()).toList();
    return targets.isEmpty() && !reached.isEmpty() ? reached : targets();
  }

  /** By the argument that all tools which touch hosts have. */
  private List<String> named() {
    JsonNode named = call.arguments().path(TARGETS);
    Stream<JsonNode> each = named.isArray() ? named.valueStream() : Stream.of(named);
    return each.filter(JsonNode::isValueNode)
        .filter(one -> !one.isNull())
        .limit(Plan.Ready.MAX_TARGETS)
        .map(JsonNode::asText)
        .toList();
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
