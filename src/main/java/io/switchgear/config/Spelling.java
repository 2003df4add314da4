package io.switchgear.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the known word that a misspelt word was probably meant to be. */
public final class Spelling {

  /** Edits that a short word may need, such as two for letters in the wrong order. */
  private static final int SLIPS = 2;

  private static final int LETTERS_PER_SLIP = 3;

  private Spelling() {}

  /**
   * The known word with the smallest edit distance; case is ignored.
   *
   * @return empty if no word is near enough
   */
  public static Optional<String> meant(String typed, Collection<String> known) {
    int most = Math.min(Math.max(SLIPS, typed.length() / LETTERS_PER_SLIP), typed.length() - 1);
    return alike(typed, known, most).findFirst();
  }

  /** The known words with a similar spelling, the nearest first. */
  public static Stream<String> alike(String typed, Collection<String> known) {
    return alike(typed, known, Math.max(1, typed.length() / LETTERS_PER_SLIP));
  }

  private static Stream<String> alike(String typed, Collection<String> known, int most) {
    return known.stream()
        .filter(word -> distance(lower(typed), lower(word)) <= most)
        .sorted(
            Comparator.<String>comparingInt(word -> distance(lower(typed), lower(word)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** The Levenshtein distance, computed in one row. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
