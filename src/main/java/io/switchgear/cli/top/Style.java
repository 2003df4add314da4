package io.switchgear.cli.top;

/** The style of a piece of text. It never carries information that the text lacks. */
enum Style {
  PLAIN,
  DIM,
  TITLE,
  GOOD,
  WARNING,
  BAD,
  CHOSEN,
  ALARM;

  static Style ofState(String state) {
    return switch (state) {
      case "closed" -> GOOD;
      case "half_open" -> WARNING;
      case "open" -> BAD;
      default -> PLAIN;
    };
  }

  static Style ofJob(String state) {
    return switch (state) {
      case "completed" -> GOOD;
      case "partial", "cancelled" -> WARNING;
      case "failed" -> BAD;
      default -> PLAIN;
    };
  }

  static Style ofHealth(String status) {
    return switch (status) {
      case "healthy" -> GOOD;
      case "degraded" -> WARNING;
      case "unhealthy" -> BAD;
      default -> PLAIN;
    };
  }
}
