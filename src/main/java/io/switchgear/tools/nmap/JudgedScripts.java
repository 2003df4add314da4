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
 * What is known of the scripts of nmap: whom each contacts besides its target. {@code
 * judged-scripts.txt} holds one a line; docs/adr/0024 says how a script is judged.
 */
final class JudgedScripts {

  /** Whom a script contacts. */
  enum Verdict {
    /** Its target only. */
    STAYS,
    /** Its target only, unless the target has a name, which its owner chooses. */
    UNNAMED,
    /** Other hosts too, or it makes the target contact them. */
    LEAVES
  }

  /**
   * @param reason a few words, without a full stop
   */
  record Judgement(Verdict verdict, String reason) {}

  private static final String FILE = "judged-scripts.txt";

  private static final Map<String, Judgement> SHIPPED = load();

  private JudgedScripts() {}

  /** Empty for a script that nobody has judged. */
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
