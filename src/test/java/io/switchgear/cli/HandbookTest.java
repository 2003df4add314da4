package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operators' handbook quotes only messages, commands, keys and paths that exist. */
class HandbookTest {

  private static final Path HANDBOOK = Path.of("docs/operations.md");
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("breaker/src/main/java"));

  private static String handbook() throws IOException {
    return Files.readString(HANDBOOK);
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf("\n## " + from + "\n");
    int end = text.indexOf("\n## " + to + "\n", start);
    assertTrue(start >= 0 && end > start, from);
    return text.substring(start, end);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  /** The source code with concatenated string literals joined. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path folder : SOURCES) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .sorted()
            .map(HandbookTest::read)
            .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""))
            .forEach(text -> all.append(text).append('\n'));
      }
    }
    return all.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyQuotedMessageIsInTheSources() throws IOException {
    String sources = sources();
    List<String> quotes = found("“([^”]+)”", between(handbook(), "Troubleshooting", "Capacity"));
    assertTrue(quotes.size() >= 50, quotes::toString);
    List<String> missing = new ArrayList<>();
    for (String quote : quotes) {
      for (String part : quote.replaceAll("\\s+", " ").split("…")) {
        if (part.strip().length() > 2 && !sources.contains(part.strip())) {
          missing.add(part.strip() + "  in  " + quote);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everySymptomHasMeaningCommandAndRemedy() throws IOException {
    String[] symptoms = between(handbook(), "Troubleshooting", "Capacity").split("\n### ");
    assertTrue(symptoms.length > 25);
    for (int i = 1; i < symptoms.length; i++) {
      String symptom = symptoms[i];
      for (String part : List.of("\n- You see: ", "\n- It means: ", "\n- Look: ", "\n- Do: ")) {
        assertEquals(2, symptom.split(Pattern.quote(part), -1).length, part + symptom);
      }
    }
  }

  @Test
  void everyCommandIsThere() throws IOException {
    Set<String> written = new TreeSet<>();
    for (String document : List.of("README.md", "docs/operations.md", "docs/configuration.md")) {
      written.addAll(
          found("(?:`|^|\\$ )switchgear ([a-z]+)\\b", Files.readString(Path.of(document))));
    }
    assertTrue(written.size() > 8, written::toString);
    written.removeIf(command -> new Terminal().run(command, "--help") == 0);
    assertEquals(Set.of(), written);
  }

  @Test
  void everyKeyIsThere() throws IOException {
    List<String> keys = found("\\*\\*`([^`]+)`\\*\\* =", read(Path.of("docs/configuration.md")));
    List<String> unknown = new ArrayList<>();
    for (String document : List.of("README.md", "docs/operations.md")) {
      for (String named :
          found("\\b(switchgear\\.[a-z_]+[A-Za-z_.-]*[A-Za-z])", read(Path.of(document)))) {
        String key = named.replaceAll("\\.(TOOL|nmap|port_scan)\\.", ".default.");
        boolean known =
            keys.stream()
                .anyMatch(
                    each ->
                        List.of(key, named).stream()
                            .anyMatch(it -> each.equals(it) || each.startsWith(it + ".")));
        if (!known && !named.endsWith(".json")) {
          unknown.add(document + ": " + named);
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void everyPathIsDescribed() throws IOException {
    JsonNode described =
        new YAMLMapper()
            .readTree(Path.of("src/main/resources/io/switchgear/front/http/openapi.yaml").toFile());
    List<Pattern> paths =
        described
            .path("paths")
            .propertyStream()
            .map(path -> Pattern.compile(path.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
            .toList();
    List<String> unknown =
        found("(/api/v1/[A-Za-z0-9_/{}-]+)", handbook()).stream()
            .filter(path -> paths.stream().noneMatch(known -> known.matcher(path).matches()))
            .toList();
    assertEquals(List.of(), unknown);
  }

  @Test
  void everyAlertOfPrometheusHasARowAndEveryRowAnAlert() throws IOException {
    Set<String> rules =
        new TreeSet<>(found("- alert: (\\w+)", read(Path.of("docker/prometheus/alerts.yml"))));
    Set<String> rows =
        new TreeSet<>(
            found("^\\| [^|]*\\| `(\\w+)` \\| \\S", between(handbook(), "Alerts", "Webhooks")));
    assertEquals(rules, rows);
  }
}
