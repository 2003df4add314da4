package io.switchgear.cli.top;

import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.EventJson;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A call that is running or queued.
 *
 * @param targets the first target and the number of others; empty if there are none
 * @param share the completed fraction, 0 to 1; empty if unknown
 */
record CallRow(
    String id,
    String tool,
    String caller,
    Instant startedAt,
    OptionalDouble share,
    String targets,
    String message) {

  static CallRow of(CallJson call) {
    double total = call.total().orElse(0);
    return new CallRow(
        Formats.clean(call.callId()),
        Formats.clean(call.tool()),
        Formats.clean(call.caller()),
        Formats.known(call.startedAt()),
        total > 0
            ? OptionalDouble.of(Math.clamp(call.done().orElse(0) / total, 0, 1))
            : OptionalDouble.empty(),
        targets(call.targets(), call.targetsTotal()),
        Formats.clean(call.message()));
  }

  /** A call that has just started. */
  static CallRow of(EventJson.Call call, Instant startedAt) {
    return new CallRow(
        Formats.clean(call.callId()),
        Formats.clean(call.tool()),
        Formats.clean(call.caller()),
        startedAt,
        OptionalDouble.empty(),
        "",
        "");
  }

  private static String targets(List<String> shown, int total) {
    String first = shown.isEmpty() ? "" : Formats.clean(shown.getFirst());
    return total > 1 ? first + " +" + (total - 1) : first;
  }
}
