package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The body of the order to start a job.
 *
 * @param arguments of the tool; absent for none
 * @param name groups the runs of one scan, which can be compared; absent for none
 * @param exclude targets to leave out, besides those in the arguments
 * @param priority 0 to 9, higher first; absent for 5
 * @param deadline the time after which the job ends with what it has: a number of seconds, or a
 *     text with a unit, such as {@code 2h}
 * @param rate most packets per second of the whole job
 * @param randomise whether the blocks run in random order
 */
public record JobOrderJson(
    String tool,
    @JsonInclude(Include.NON_ABSENT) Optional<ObjectNode> arguments,
    @JsonInclude(Include.NON_ABSENT) Optional<String> name,
    @JsonInclude(Include.NON_ABSENT) Optional<List<String>> exclude,
    @JsonInclude(Include.NON_ABSENT) OptionalInt priority,
    @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> deadline,
    @JsonInclude(Include.NON_ABSENT) OptionalInt rate,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> randomise) {

  /**
   * The body of a change of a job; absent fields stay as they are.
   *
   * @param exclude the whole new list
   * @param rate 0 removes the limit
   */
  public record Change(
      @JsonInclude(Include.NON_ABSENT) Optional<List<String>> exclude,
      @JsonInclude(Include.NON_ABSENT) OptionalInt priority,
      @JsonInclude(Include.NON_ABSENT) OptionalInt rate) {}
}
