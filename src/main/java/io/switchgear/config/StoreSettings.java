package io.switchgear.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where breaker states, answers, queued calls and jobs are stored.
 *
 * @param url of a PostgreSQL database, as JDBC has it; empty for a database in the data folder
 * @param user name of the role that logs in
 * @param password empty for none
 */
public record StoreSettings(String url, String user, @Setting(plain = true) Secret password) {

  private static final String SCHEME = "jdbc:postgresql:";

  /** Parameters that the settings have keys for, and one that is the password of a key file. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("[?&](user|password|sslpassword)=|//[^/?]*@");

  public StoreSettings {
    new Check()
        .that(
            url.isEmpty() || url.startsWith(SCHEME) && url.length() > SCHEME.length(),
            "url",
            "",
            "url must be jdbc:postgresql://HOST:PORT/DATABASE, or empty for a database in data-dir")
        .that(
            !CREDENTIALS.matcher(url.toLowerCase(Locale.ROOT)).find(),
            "url",
            "",
            "url must hold no user and no password, because messages and the log show it; set user,"
                + " and password or password-file")
        .done();
  }

  /** Whether the database is on a server, which other nodes may use too. */
  public boolean external() {
    return !url.isEmpty();
  }
}
