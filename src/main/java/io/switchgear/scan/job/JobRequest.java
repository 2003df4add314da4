package io.switchgear.scan.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request to start a job. Its values are not checked yet.
 *
 * @param tool the tool's name
 * @param arguments of the tool, as for a call
 * @param name groups the runs of one scan, which are compared with each other; sanitized to one
 *     line, see {@link UntrustedText}; empty for none
 * @param exclude targets to leave out, in target notation, besides those in the arguments
 * @param priority 0 to 9; higher first. Default {@value #USUAL_PRIORITY}
 * @param deadline time from now after which the job ends with what it has
 * @param rate most packets per second of the whole job, 1 to 10,000,000
 * @param randomised whether the blocks run in random order
 * @param schedule id of the schedule that starts it; empty for none
 */
public record JobRequest(
    String tool,
    ObjectNode arguments,
    String name,
    List<String> exclude,
    int priority,
    Optional<Duration> deadline,
    OptionalInt rate,
    boolean randomised,
    String schedule) {

  public static final int USUAL_PRIORITY = 5;

  public JobRequest {
    name = UntrustedText.line(name);
    exclude = List.copyOf(exclude);
  }

  /** A request with the usual priority and without limits. */
  public static JobRequest of(String tool, ObjectNode arguments) {
    return new JobRequest(
        tool,
        arguments,
        "",
        List.of(),
        USUAL_PRIORITY,
        Optional.empty(),
        OptionalInt.empty(),
        false,
        "");
  }

  public JobRequest named(String other) {
    return new JobRequest(
        tool, arguments, other, exclude, priority, deadline, rate, randomised, schedule);
  }

  public JobRequest excluding(List<String> others) {
    return new JobRequest(
        tool, arguments, name, others, priority, deadline, rate, randomised, schedule);
  }

  /** The same request, as a run of a schedule. */
  public JobRequest of(String scheduleId) {
    return new JobRequest(
        tool, arguments, name, exclude, priority, deadline, rate, randomised, scheduleId);
  }
}
