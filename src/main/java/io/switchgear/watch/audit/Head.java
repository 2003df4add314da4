package io.switchgear.watch.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a chain at some moment.
 *
 * @param seq number of its last record; 0 if it was empty
 * @param hash of that record
 */
public record Head(long seq, String hash) {

  static final String NAME = "head";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

  /** Parses {@code N:HASH}; empty if the text has another form. */
  public static Optional<Head> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return seq + ":" + hash;
  }

  /** The end of the chain in a folder; empty if the file is missing or malformed. */
  static Optional<Head> in(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    return Files.exists(file)
        ? parse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /** Writes atomically, so that concurrent readers never see a partial file. */
  void writeTo(Path folder) throws IOException {
    Path fresh = folder.resolve(NAME + ".new");
    Files.writeString(fresh, this + "\n");
    Files.move(
        fresh,
        folder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
