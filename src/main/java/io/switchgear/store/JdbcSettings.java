package io.switchgear.store;

import java.util.Objects;

/**
 * The address and credentials of a database.
 *
 * @param url starts with {@code jdbc:}; must not contain a password, because messages show it
 * @param user may be empty
 * @param password may be empty; not part of {@link #toString}
 */
public record JdbcSettings(String url, String user, String password) {
  public JdbcSettings {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "database url '" + url + "': must start with jdbc:, as in jdbc:postgresql://host/name");
    }
  }

  /** The URL without its parameters. */
  String address() {
    return url.replaceFirst("[?;].*", "");
  }

  @Override
  public String toString() {
    return "JdbcSettings[url=" + url + ", user=" + user + "]";
  }
}
