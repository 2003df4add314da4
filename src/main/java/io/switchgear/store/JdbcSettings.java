package io.switchgear.store;

import java.util.Objects;

/**
 * A database that somebody else runs.
 *
 * @param url starts with {@code jdbc:}; holds no password, since it is shown in messages
 * @param user may be empty
 * @param password may be empty; never shown
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

  @Override
  public String toString() {
    return "JdbcSettings[url=" + url + ", user=" + user + "]";
  }
}
