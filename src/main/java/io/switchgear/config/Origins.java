package io.switchgear.config;

import com.typesafe.config.ConfigOrigin;

/** Text for the origin of a value. */
final class Origins {

  private Origins() {}

  /** File and line if there are any, otherwise the library's description of the source. */
  static String shown(ConfigOrigin origin) {
    if (origin.filename() == null) {
      return origin.description();
    }
    return origin.filename() + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
  }
}
