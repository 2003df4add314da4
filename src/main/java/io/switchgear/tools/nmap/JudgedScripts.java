package io.switchgear.tools.nmap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The review of nmap's scripts: which hosts each contacts in addition to its target. {@code
 * judged-scripts.txt} has a line per script; docs/adr/0024 describes the review.
 */
final class JudgedScripts {

  /** The hosts that a script contacts. */
  enum Verdict {
    /** Only its target. */
    STAYS,
    /** Only its target, unless the target has a name, which the target's owner controls. */
    UNNAMED,
    /** Other hosts too, or it causes the target to contact them. */
    LEAVES
  }

  /**
   * @param reason a short clause without a full stop
   */
  record Judgement(Verdict verdict, String reason) {}

  private static final String FILE = "judged-scripts.txt";

  private static final Map<String, Judgement> SHIPPED = load();

  private JudgedScripts() {}

  /** The review of a script; empty if it was not reviewed. */
  static Optional<Judgement> of(String name) {
    return Optional.ofNullable(SHIPPED.get(name));
  }

  static Map<String, Judgement> all() {
    return SHIPPED;
  }

  private static Map<String, Judgement> load() {
    Map<String, Judgement> judged = new TreeMap<>();
    try (InputStream in = JudgedScripts.class.getResourceAsStream(FILE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, FILE + " is not on the class path"),
                    StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .forEach(
              word ->
                  judged.put(
                      word[0],
                      new Judgement(Verdict.valueOf(word[1].toUpperCase(Locale.ROOT)), word[2])));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
    return Collections.unmodifiableMap(judged);
  }
}
