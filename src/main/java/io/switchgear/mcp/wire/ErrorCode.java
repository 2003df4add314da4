package io.switchgear.mcp.wire;

/**
 * The JSON-RPC error codes in use. MCP 2026-07-28 reserves -32020 to -32099 to itself, leaves
 * -32000 to -32019 to what was there before, and has codes of one's own outside of -32768 to
 * -32000.
 */
public enum ErrorCode {
  PARSE_ERROR(-32700),
  INVALID_REQUEST(-32600),
  METHOD_NOT_FOUND(-32601),
  INVALID_PARAMS(-32602),
  INTERNAL_ERROR(-32603),
  /** One request or stream too many; our own, as in HTTP. */
  RATE_LIMITED(429),
  /** Of the 2025 era only; its successor says {@link #INVALID_PARAMS}. */
  RESOURCE_NOT_FOUND(-32002),
  HEADER_MISMATCH(-32020),
  MISSING_CAPABILITY(-32021),
  UNSUPPORTED_VERSION(-32022);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
