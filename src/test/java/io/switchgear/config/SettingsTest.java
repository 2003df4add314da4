package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.config.Samples.Key;
import io.switchgear.scope.ScopeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of {@code reference.conf}, set to another value than its default, is read. */
class SettingsTest {

  static List<Key> keys() {
    return Samples.all();
  }

  static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    return loader(environment, Map.of()).load(Optional.empty(), overrides);
  }

  static SettingsLoader loader(Map<String, String> environment, Map<String, String> jvm) {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    properties.putAll(jvm);
    return new SettingsLoader(environment, properties);
  }

  /** All components that are no records, by their path. */
  private static Map<String, Object> components(Settings settings) {
    Map<String, Object> components = new TreeMap<>();
    gather("", settings, components);
    components.keySet().removeAll(Set.of("/system", "/source"));
    return components;
  }

  private static void gather(String path, Object value, Map<String, Object> components) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, entry) -> gather(path + "/" + name, entry, components));
    } else if (value instanceof Record && !(value instanceof ScopeFile)) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        try {
          Object inner = component.getAccessor().invoke(value);
          gather(path + "/" + component.getName(), inner, components);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    } else {
      components.put(path, value);
    }
  }

  private static Map<String, Object> changed(Settings settings) {
    Map<String, Object> shipped = components(load(Map.of(), Map.of()));
    Map<String, Object> components = components(settings);
    components.entrySet().removeIf(entry -> entry.getValue().equals(shipped.get(entry.getKey())));
    return components;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyArrivesFromTheCommandLineAndTheEnvironment(Key key) {
    Map<String, Object> changed = changed(load(Map.of(), Map.of(key.path(), key.text())));
    Set<String> names = new TreeSet<>();
    changed.keySet().forEach(path -> names.add(path.substring(path.lastIndexOf('/') + 1)));
    assertEquals(1, names.size(), changed::toString);
    boolean shared = key.path().startsWith("switchgear.tools.default.");
    assertTrue(shared || changed.size() == 1, changed::toString);
    String last = key.path().replace("switchgear.", "").replaceAll("[-.]", "");
    String name = names.iterator().next().toLowerCase();
    assertTrue(
        last.endsWith(name) || EXCEPTIONS.contains(key.path() + " " + name), changed::toString);
    changed.values().forEach(value -> assertValue(key, value));
    assertEquals(changed, changed(load(Map.of(key.variable(), key.text()), Map.of())));
  }

  /** Keys whose component has another name. */
  private static final Set<String> EXCEPTIONS =
      Set.of(
          "switchgear.drills.enabled drills",
          "switchgear.store.password-file password",
          "switchgear.tools.default.fallback steps",
          "switchgear.tools.default.fallback-on on");

  /** The value, as far as the test can read the text by itself. */
  private static void assertValue(Key key, Object value) {
    Config text = ConfigFactory.parseMap(Map.of("value", key.text()));
    switch (value) {
      case Integer number -> assertEquals(text.getMemorySize("value").toBytes(), (int) number);
      case Long number -> assertEquals(text.getMemorySize("value").toBytes(), number);
      case Double number -> assertEquals(text.getDouble("value"), number);
      case Boolean flag -> assertEquals(text.getBoolean("value"), flag);
      case Duration duration -> assertEquals(text.getDuration("value"), duration);
      case Enum<?> constant ->
          assertEquals(key.text().replace('-', '_').toUpperCase(), constant.name());
      case String string -> assertEquals(key.text(), string);
      case Secret secret ->
          assertEquals(
              key.path().endsWith("-file") ? contents(key.text()) : key.text(), secret.reveal());
      case ScopeFile file -> assertEquals(key.text(), file.path());
      case Path path -> assertEquals(Path.of(key.text()), path);
      default -> assertTrue(value instanceof List || value instanceof Set, value::toString);
    }
  }

  private static String contents(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeyArrivesFromAFile(@TempDir Path folder) throws IOException {
    Config all = ConfigFactory.empty();
    for (Key key : keys()) {
      if (key.path().equals(Samples.OTHER_PASSWORD)) {
        continue;
      }
      all = all.withValue(key.path(), ConfigValueFactory.fromAnyRef(key.text()));
    }
    Path file = Files.writeString(folder.resolve("all.conf"), all.root().render());
    Map<String, Object> read =
        components(loader(Map.of(), Map.of()).load(Optional.of(file), Map.of()));
    for (Key key : keys()) {
      if (key.path().equals(Samples.OTHER_PASSWORD)) {
        continue;
      }
      changed(load(Map.of(), Map.of(key.path(), key.text())))
          .forEach(
              (path, value) -> {
                if (!key.path().startsWith("switchgear.tools.default.")
                    || path.startsWith("/toolDefaults/")) {
                  assertEquals(value, read.get(path), key.path());
                }
              });
    }
  }

  @Test
  void everyKeyNamesItsEnvironmentVariable() throws IOException {
    String reference = resource("/reference.conf");
    for (Key key : keys()) {
      assertTrue(reference.contains("Environment: " + key.variable() + "\n"), key.variable());
    }
    assertFalse(
        ConfigFactory.parseResources("application.conf").hasPath("switchgear"),
        "variables set keys by their names, and each default is in reference.conf");
  }

  private static String resource(String name) throws IOException {
    try (var in = Settings.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void falseAsATextIsFalse() {
    assertFalse(load(Map.of("SWITCHGEAR_SCOPE_INTRUSIVE", "false"), Map.of()).scope().intrusive());
    assertFalse(load(Map.of(), Map.of("switchgear.scope.intrusive", "no")).scope().intrusive());
    assertTrue(load(Map.of(), Map.of("switchgear.scope.intrusive", "on")).scope().intrusive());
  }

  @Test
  void theHomeFolderIsWhereTheDataGoes() {
    assertEquals(
        Path.of("/home/someone/.local/state/switchgear"), load(Map.of(), Map.of()).dataDir());
  }
}
