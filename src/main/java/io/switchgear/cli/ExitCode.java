package io.switchgear.cli;

import io.switchgear.tool.ErrorType;

/** How a command ends, for scripts. The one place where codes stand; {@code --help} prints it. */
enum ExitCode {
  OK(0, "it did what was asked"),
  FAILED(1, "the tool failed, or its time was up"),
  USAGE(2, "the command line, the configuration or the tool's arguments are wrong"),
  REFUSED(3, "not let in: breaker open, too many at once, too often, or out of scope"),
  UNREACHABLE(4, "the server cannot be reached"),
  INTERRUPTED(130, "interrupted; what was found until then is printed");

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
      case TIMEOUT, NOT_FOUND, EXECUTION_ERROR, RESOURCE_EXHAUSTED, UNKNOWN -> FAILED;
      case VALIDATION_ERROR -> USAGE;
      case OUT_OF_SCOPE, CIRCUIT_BREAKER_OPEN, BULKHEAD_FULL, RATE_LIMITED -> REFUSED;
      case CANCELLED -> INTERRUPTED;
    };
  }
}
