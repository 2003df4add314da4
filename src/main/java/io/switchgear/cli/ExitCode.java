package io.switchgear.cli;

import io.switchgear.tool.ErrorType;

/** Exit codes for scripts. {@code --help} and the manual pages print them. */
enum ExitCode {
  OK(0, "success"),
  FAILED(1, "the tool failed or timed out"),
  USAGE(2, "the command line, the configuration or the tool's arguments are invalid"),
  REFUSED(3, "refused: no permission, breaker open, limit reached, or out of scope"),
  UNREACHABLE(4, "the server cannot be reached"),
  PARTIAL(5, "the job ended, but some hosts could not be scanned"),
  LEFT(6, "the server has left its cluster against its will; start it again"),
  INTERRUPTED(130, "interrupted; partial results were printed");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  static ExitCode of(ErrorType error) {
    return switch (error) {
      case TIMEOUT, NOT_FOUND, EXECUTION_ERROR, RESOURCE_EXHAUSTED, NODE_LOST, UNKNOWN -> FAILED;
      case VALIDATION_ERROR -> USAGE;
      case OUT_OF_SCOPE, CIRCUIT_BREAKER_OPEN, BULKHEAD_FULL, RATE_LIMITED -> REFUSED;
      case CANCELLED -> INTERRUPTED;
    };
  }
}
