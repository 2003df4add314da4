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

/** Combines the layers of the configuration and reads the settings. */
final class SettingsLoader {

  private static final String ROOT = "switchgear";
  private static final String PROPERTY = "system property";

  /** A message of the library may hold the whole configuration. */
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

  /** Removes quoted texts from the parser's message, because they may be secrets. */
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
   * @param given the values of the file only
   */
  Settings read(Config values, Config given, SettingsSource source) {
    return read(values, given, defaults(properties()), source);
  }

  private Settings read(Config values, Config given, Config defaults, SettingsSource source) {
    Set<SettingProblem> problems = new LinkedHashSet<>();
    KnownKeys keys = new KnownKeys(defaults.root());
    new Variables(keys).check(environment, problems);
    keys.checkTop(given.root(), problems);
    // A block of a stronger layer hides a value of the file, so the file is also checked on its
    // own.
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

  /** Resolves the file on its own. Repeated {@code +=} to one list needs that. */
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
