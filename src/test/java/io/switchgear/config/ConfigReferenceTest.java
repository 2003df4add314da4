package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Samples.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written about the keys, against what the server does with them. */
@Tag("network")
@Tag("process")
class ConfigReferenceTest {

  private static final Path DOCUMENT = Path.of("docs/configuration.md");

  private static String generated() {
    return ConfigReference.markdown(Switchgear::reloads);
  }

  @Test
  void theDocumentIsWhatTheCommandPrints() throws IOException {
    Path fresh = Path.of("target/configuration.md");
    Files.writeString(fresh, generated());
    assertEquals(
        Files.readString(fresh),
        Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "",
        "cp " + fresh + " " + DOCUMENT);
  }

  @Test
  void everyKeyIsInItWithItsVariable() {
    String text = generated();
    for (Key key : SettingsTest.keys()) {
      int at = text.indexOf("**`" + key.path() + "`** = `");
      assertTrue(at >= 0, key.path());
      int end = text.indexOf("\n\n**`", at);
      String entry = text.substring(at, end < 0 ? text.length() : end);
      assertTrue(entry.contains(" · `" + key.variable() + "` · in effect at "), entry);
    }
  }

  @Test
  void whatIsAllowedIsWhatTheValidationSays() {
    String text = generated();
    assertTrue(text.contains("whole number: 0 to 65535 · `SWITCHGEAR_HTTP_PORT`"), text);
    assertTrue(text.contains("text: address, network · `SWITCHGEAR_TARGETS_PER`"), text);
    assertTrue(text.contains("duration: 5s to 1h · `SWITCHGEAR_HEALTH_INTERVAL`"), text);
  }

  /** All keys are changed under a running server, which says what it takes. */
  @Test
  void whatNeedsARestartIsWhatTheServerSays(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("my.conf");
    String start = "switchgear { http.port = 0, data-dir = \"%s\" }".formatted(folder);
    Files.writeString(file, "switchgear.reload.watch = off\n" + start);
    Set<String> changed = new TreeSet<>();
    Set<String> restart = new TreeSet<>();
    try (Switchgear server = Switchgear.serve(Settings.load(Optional.of(file), Map.of()))) {
      Config all = ConfigFactory.empty();
      for (Key key : SettingsTest.keys()) {
        all = all.withValue(key.path(), ConfigValueFactory.fromAnyRef(key.text()));
      }
      all =
          all.withValue(
                  "switchgear.tools.default.fallback",
                  ConfigValueFactory.fromAnyRef("[{cache{max-age=2h}}]"))
              .withValue("switchgear.log.level", ConfigValueFactory.fromAnyRef("WARN"))
              .withValue("switchgear.http.port", ConfigValueFactory.fromAnyRef(1))
              .withValue("switchgear.reload.watch", ConfigValueFactory.fromAnyRef("no"))
              .withoutPath(Samples.OTHER_PASSWORD);
      Files.writeString(file, all.root().render());
      Reloaded reloaded = server.reload("api");
      assertTrue(reloaded.applied(), reloaded::toString);
      reloaded.changed().forEach(change -> changed.add(change.key()));
      reloaded.needsRestart().forEach(change -> restart.add(change.key()));
    }
    Map<Boolean, Set<String>> written =
        SettingsTest.keys().stream()
            .map(Key::path)
            .collect(
                Collectors.partitioningBy(
                    Switchgear::reloads, Collectors.toCollection(TreeSet::new)));
    restart.removeIf(key -> key.startsWith("pekko."));
    assertTrue(written.get(false).remove(Samples.OTHER_PASSWORD));
    assertEquals(written.get(true), changed);
    assertEquals(written.get(false), restart);
  }
}
