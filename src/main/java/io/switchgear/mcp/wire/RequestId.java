package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * The id of a request or a progress token, for comparison: {@code 41} and {@code 41.0} are the
 * same, {@code "41"} is another.
 *
 * @param value a {@link String}, or a {@link BigDecimal} without trailing zeros
 */
public record RequestId(Object value) {

  /**
   * @param id for which {@link #isOne} holds
   */
  public static RequestId of(JsonNode id) {
    return new RequestId(id.isTextual() ? id.textValue() : id.decimalValue().stripTrailingZeros());
  }

  /** JSON-RPC allows null and fractions; MCP does not. A whole number may be written in any way. */
  public static boolean isOne(JsonNode node) {
    return node.isTextual() || node.isIntegralNumber() || isWhole(node);
  }

  private static boolean isWhole(JsonNode node) {
    // What is beyond a double's range is read as infinite.
    return node.isFloatingPointNumber()
        && Double.isFinite(node.doubleValue())
        && node.doubleValue() == Math.rint(node.doubleValue());
  }
}
