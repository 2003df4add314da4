package io.switchgear.watch.view;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A call under way.
 *
 * @param done in a unit of the tool's choice; null while unknown
 * @param total in the unit of {@code done}; null while unknown
 * @param message text from the tool
 * @param targets what the call is against, as its caller wrote it: the first few
 * @param targetsTotal how many the caller wrote
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
    int targetsTotal) {

  /** All calls under way, longest running first. */
  public record All(Instant timestamp, List<CallJson> calls) {}

  /**
   * The answer to the order to cancel a call.
   *
   * @param outcome {@code success} or an error type; {@code stopping} if the call has not ended yet
   */
  public record Cancelled(String callId, String outcome, String operator, String reason) {}
}
