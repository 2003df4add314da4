package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.calls.running.CallProgress;
import io.switchgear.calls.running.RunningCall;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A running call.
 *
 * @param done in a unit of the tool's choice; null while unknown
 * @param total in the unit of {@code done}; null while unknown
 * @param message text from the tool
 * @param targets what the call is against, as its caller wrote it: the first few
 * @param targetsTotal how many the caller wrote
 * @param node that runs it; only in lists of several nodes
 */
public record CallJson(
    String tool,
    String callId,
    String caller,
    Instant startedAt,
    OptionalDouble done,
    OptionalDouble total,
    String message,
    List<String> targets,
    int targetsTotal,
    @JsonInclude(Include.NON_ABSENT) Optional<String> node)
    implements EventJson {

  private static final int MESSAGE_CHARS = 200;

  public static CallJson of(RunningCall running) {
    ToolCall call = running.call();
    CallProgress progress = running.progress();
    return new CallJson(
        call.tool(),
        call.id(),
        call.caller().name(),
        running.startedAt(),
        known(progress.done()),
        known(progress.total()),
        UntrustedText.line(progress.message(), MESSAGE_CHARS),
        running.targets().shown(),
        running.targets().all(),
        Optional.empty());
  }

  CallJson on(String runner) {
    return new CallJson(
        tool,
        callId,
        caller,
        startedAt,
        done,
        total,
        message,
        targets,
        targetsTotal,
        Optional.of(runner));
  }

  private static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /**
   * Running calls, the one that has run for the longest time first.
   *
   * @param nodes whose calls these are; absent if they are those of the answering node only
   */
  public record All(
      Instant timestamp, List<CallJson> calls, @JsonInclude(Include.NON_EMPTY) List<OfNode> nodes) {

    public static All of(RunningCalls calls) {
      return new All(Instant.now(), calls.list().stream().map(CallJson::of).toList(), List.of());
    }
  }

  /**
   * A node in a list of the calls of several nodes.
   *
   * @param answered whether it has answered in time; if not, its calls are those it had told last
   * @param ageSeconds of what is shown of it; absent if it never answered
   * @param running calls that it runs, of which the list has the first hundred
   */
  public record OfNode(
      String node,
      boolean answered,
      @JsonInclude(Include.NON_ABSENT) OptionalDouble ageSeconds,
      int running) {}

  /**
   * The answer to the order to cancel a call.
   *
   * @param outcome {@code success} or an error type; {@code stopping} if the call has not ended yet
   */
  public record Cancelled(String callId, String outcome, String operator, String reason) {}
}
