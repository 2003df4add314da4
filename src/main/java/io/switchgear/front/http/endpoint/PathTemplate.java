package io.switchgear.front.http.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path such as {@code /api/v1/breakers/{name}}. A segment in braces matches any one segment that
 * is not empty.
 */
public final class PathTemplate {

  private final String text;
  private final List<String> segments;

  public PathTemplate(String text) {
    this.text = text;
    this.segments = List.of(text.split("/", -1));
  }

  /** Whether the template has no segment in braces. */
  public boolean isFixed() {
    return text.indexOf('{') < 0;
  }

  /** The values of the segments in braces, by name; empty if the path does not match. */
  public Optional<Map<String, String>> match(String path) {
    String[] given = path.split("/", -1);
    if (segments.size() != given.length) {
      return Optional.empty();
    }
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < given.length; i++) {
      String wanted = segments.get(i);
      if (wanted.startsWith("{") && !given[i].isEmpty()) {
        found.put(wanted.substring(1, wanted.length() - 1), given[i]);
      } else if (!wanted.equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  @Override
  public String toString() {
    return text;
  }
}
