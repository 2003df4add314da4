package io.switchgear.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the data and the ids of the events of a {@code text/event-stream}; comments and other
 * fields are skipped (WHATWG HTML, section 9.2).
 */
final class SseReader {

  /** Maximum length of an event in characters; a report of many thousand hosts is shorter. */
  private static final int MAX_CHARS = 128 << 20;

  private final BufferedReader lines;
  private Optional<String> lastId = Optional.empty();

  SseReader(BufferedReader lines) {
    this.lines = lines;
  }

  /** The id of the last event that had one. */
  Optional<String> lastId() {
    return lastId;
  }

  /** The next event's data; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    Optional<String> id = Optional.empty();
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        lastId = id.or(this::lastId);
        if (any) {
          return Optional.of(data.toString());
        }
        continue;
      }
      if (line.startsWith("id:")) {
        id = Optional.of(value(line, "id:"));
      }
      if (line.equals("data") || line.startsWith("data:")) {
        if (any) {
          data.append('\n');
        }
        data.append(value(line, "data:"));
        any = true;
        if (data.length() > MAX_CHARS) {
          throw new IOException("an event is longer than " + MAX_CHARS + " characters");
        }
      }
    }
    return Optional.empty();
  }

  private static String value(String line, String field) {
    String value = line.substring(Math.min(line.length(), field.length()));
    return value.startsWith(" ") ? value.substring(1) : value;
  }
}
