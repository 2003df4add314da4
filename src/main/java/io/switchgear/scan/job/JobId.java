package io.switchgear.scan.job;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The ids of jobs and of schedules: 32 characters of 0-9 a-f, drawn at random. */
public final class JobId {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  private JobId() {}

  public static String draw() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Whether a text can be an id. Any other is unknown without a question to the database, which
   * refuses some texts, such as those with NUL on PostgreSQL.
   */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
