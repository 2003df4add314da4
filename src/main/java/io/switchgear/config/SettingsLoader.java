package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.tool.UntrustedText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Lays the layers of the configuration over each other and reads the settings from them. */
final class SettingsLoader {

  private static final String ROOT = "switchgear";
  private static final String PROPERTY = "system property";

  /** The library may show all of the configuration in one. */
  private static final int MESSAGE_CHARS = 500;

  private final Map<String, String> environment;
  private final Properties properties;

  SettingsLoader(Map<String, String> environment, Properties properties) {
    this.environment = environment;
    this.properties = properties;
  }

  Settings load(Optional<Path> file, Map<String, String> overrides) {
    try {
      return read(file, overrides);
    } catch (ConfigException bad) {
      String where = bad.origin() == null ? "" : Origins.shown(bad.origin());
      throw new SettingsException(
          List.of(
              new SettingProblem(
                  "configuration", "", where, UntrustedText.line(said(bad), MESSAGE_CHARS))));
    }
  }

  /** The parser shows the text that it met, which may be a secret's. */
  private static String said(ConfigException bad) {
    String message = bad.getMessage();
    return bad instanceof ConfigException.Parse
        ? message.replaceAll("'[^']*'", "'…'").replaceAll("\"[^\"]*\"", "\"…\"")
        : message;
  }

  private Settings read(Optional<Path> file, Map<String, String> overrides) {
    ClassLoader loader = SettingsLoader.class.getClassLoader();
    Config application = ConfigFactory.parseResources(loader, "application.conf");
    Config reference = ConfigFactory.defaultReferenceUnresolved(loader);
    Config defaults = defaults(properties());
    Config given = file.map(SettingsLoader::parse).orElse(ConfigFactory.empty());
    Config values =
        commandLine(overrides)
            .withFallback(properties())
            .withFallback(new Variables(new KnownKeys(defaults.root())).values(environment))
            .withFallback(given)
            .withFallback(application)
            .withFallback(reference)
            .resolve();
    return read(
        values, given, defaults, new SettingsSource(environment, properties, file, overrides));
  }

  private Config properties() {
    return ConfigFactory.parseProperties(
        properties, ConfigParseOptions.defaults().setOriginDescription(PROPERTY));
  }

  /** All of {@code reference.conf}, resolved. */
  static Config defaults(Config properties) {
    return ConfigFactory.defaultReferenceUnresolved(SettingsLoader.class.getClassLoader())
        .withFallback(properties)
        .resolve();
  }

  /**
   * @param values resolved
   * @param given what stands in the file alone
   */
  Settings read(Config values, Config given, SettingsSource source) {
    return read(values, given, defaults(properties()), source);
  }

  private Settings read(Config values, Config given, Config defaults, SettingsSource source) {
    Set<SettingProblem> problems = new LinkedHashSet<>();
    KnownKeys keys = new KnownKeys(defaults.root());
    new Variables(keys).check(environment, problems);
    keys.checkTop(given.root(), problems);
    // A block over a value hides it, so the file is looked at by itself as well.
    if (given.hasPath(ROOT)) {
      keys.check(alone(given).resolveWith(values).root().get(ROOT), problems);
    }
    keys.check(values.root().get(ROOT), problems);
    Settings settings = SettingsReading.settings(values, defaults, source, problems);
    if (!problems.isEmpty()) {
      throw new SettingsException(new ArrayList<>(problems));
    }
    return settings;
  }

  /** What a file adds to a list with {@code +=} more than once is only resolved with itself. */
  private static Config alone(Config given) {
    return given.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new SettingsException(
          List.of(
              new SettingProblem(
                  "configuration",
                  "",
                  file.toString(),
                  "there is no such file, or it cannot be read; check --config")));
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config commandLine(Map<String, String> overrides) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      config =
          config.withValue(
              override.getKey(),
              ConfigValueFactory.fromAnyRef(override.getValue(), "command line"));
    }
    return config;
  }
}
