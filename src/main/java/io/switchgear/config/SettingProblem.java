package io.switchgear.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key full name, such as {@code switchgear.http.port}; in a list of blocks with the number
 *     of the block, the first of which is 0: {@code switchgear.alerts.rules[0].above}
 * @param value as it was given; empty when it is the key itself that is wrong
 * @param where file and line, environment variable or command line; empty when not known
 * @param message what is allowed, and what to do
 */
public record SettingProblem(String key, String value, String where, String message) {

  /** The value of a key that may hold a secret is left out. */
  public SettingProblem {
    if (Redaction.isSecret(key.replaceAll("\\[[0-9]+]", ""))) {
      value = "";
    }
  }

  /** On one line: {@code switchgear.http.port = 70000 (my.conf:3): allowed is 0 to 65535}. */
  @Override
  public String toString() {
    return key
        + (value.isEmpty() ? "" : " = " + value)
        + (where.isEmpty() ? "" : " (" + where + ")")
        + ": "
        + message;
  }
}
