package io.switchgear.cli.top;

/** What a piece of text says by its looks; never by them alone. */
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

  static Style ofHealth(String status) {
    return switch (status) {
      case "healthy" -> GOOD;
      case "degraded" -> WARNING;
      case "unhealthy" -> BAD;
      default -> PLAIN;
    };
  }
}
