package io.switchgear.tool;

import java.util.Locale;

/** A number with its noun in English: {@code 1 call}, {@code 2 calls}, {@code 1,024 addresses}. */
public final class Quantity {

  private Quantity() {}

  /**
   * @param one the noun in the singular; its last word gets the ending
   */
  public static String of(long number, String one) {
    String ending = number == 1 ? "" : one.matches(".*(s|x|ch|sh)") ? "es" : "s";
    return String.format(Locale.ROOT, "%,d %s%s", number, one, ending);
  }

  /**
   * With its verb: {@code 1 record is}, {@code 2 records are}.
   *
   * @param one as in {@link #of}
   */
  public static String are(long number, String one) {
    return of(number, one) + (number == 1 ? " is" : " are");
  }
}
