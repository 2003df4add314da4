package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * The body of an operator's order to a breaker.
 *
 * @param operator who gives the order; absent for the authenticated caller
 * @param reason why; required for an override
 * @param expiresIn how long an override lasts: a number of seconds, or a text with a unit, such as
 *     {@code 10m}; absent if it lasts until it is lifted
 * @param nodes {@code all}, or the name of a node; absent for all
 */
public record OrderJson(
    @JsonInclude(Include.NON_ABSENT) Optional<String> operator,
    @JsonInclude(Include.NON_ABSENT) Optional<String> reason,
    @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> expiresIn,
    @JsonInclude(Include.NON_ABSENT) Optional<String> nodes) {

  public OrderJson {
    expiresIn = present(expiresIn);
  }

  /** A missing field is read as a null node. */
  private static Optional<JsonNode> present(Optional<JsonNode> value) {
    return value.filter(node -> !node.isNull() && !node.isMissingNode());
  }

  /**
   * An order that is to be sent.
   *
   * @param duration a text with a unit
   */
  public static OrderJson of(String operator, Optional<String> reason, Optional<String> duration) {
    return new OrderJson(
        Optional.of(operator), reason, duration.map(TextNode::valueOf), Optional.empty());
  }

  /** The same order for these nodes. */
  public OrderJson on(Optional<String> nodes) {
    return new OrderJson(operator, reason, expiresIn, nodes);
  }

  /** The body of the order to cancel a call; its fields are those of {@link OrderJson}. */
  public record Cancel(
      @JsonInclude(Include.NON_ABSENT) Optional<String> operator,
      @JsonInclude(Include.NON_ABSENT) Optional<String> reason) {}

  /**
   * The body of the order to declare a node dead.
   *
   * @param force whether also if it can be reached; absent for no
   */
  public record Down(@JsonInclude(Include.NON_ABSENT) Optional<Boolean> force) {}

  /**
   * The body of the order to set a drill; {@code operator} and {@code reason} are those of {@link
   * OrderJson}.
   *
   * @param fault {@code fail}, {@code hang} or {@code slow}
   * @param times the number of calls; absent for one
   * @param delay for {@code slow}, in the form of {@link OrderJson#expiresIn}
   */
  public record Drill(
      @JsonInclude(Include.NON_ABSENT) Optional<String> fault,
      @JsonInclude(Include.NON_ABSENT) Optional<Integer> times,
      @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> delay,
      @JsonInclude(Include.NON_ABSENT) Optional<String> operator,
      @JsonInclude(Include.NON_ABSENT) Optional<String> reason) {

    public Drill {
      delay = present(delay);
    }
  }
}
