package io.switchgear.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key full name, such as {@code switchgear.http.port}; in a list of blocks with the number
 *     of the block, from 0: {@code switchgear.alerts.rules[0].above}
 * @param value as it was given; empty if the key itself is wrong, or if the value may be a secret
 * @param where file and line, environment variable or command line; empty if not known
 * @param message what is allowed, and what to do
 * @param allowed the allowed values alone, such as {@code 0 to 65535}; empty if the message cannot
 *     be reduced to them
 */
public record SettingProblem(
    String key, String value, String where, String message, String allowed) {

  /** Drops the value if the key is one that may hold a secret. */
  public SettingProblem {
    if (Redaction.isSecret(key.replaceAll("\\[[0-9]+]", ""))) {
      value = "";
    }
  }

  SettingProblem(String key, String value, String where, String message) {
    this(key, value, where, message, "");
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
