package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Where settings were read from, so that they can be read again. */
public final class SettingsSource {

  private final Map<String, String> environment;
  private final Properties properties;
  private final Optional<Path> file;
  private final Map<String, String> overrides;

  SettingsSource(
      Map<String, String> environment,
      Properties properties,
      Optional<Path> file,
      Map<String, String> overrides) {
    this.environment = Map.copyOf(environment);
    this.properties = properties;
    this.file = file.map(Path::toAbsolutePath);
    this.overrides = Map.copyOf(overrides);
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The file, absolute; empty if there is none. */
  public Optional<Path> file() {
    return file;
  }

  /**
   * Reads the settings again.
   *
   * @throws SettingsException if a value is bad; has all problems
   */
  Settings read() {
    return new SettingsLoader(environment, properties).load(file, overrides);
  }

  /**
   * Reads settings from another configuration.
   *
   * @param values resolved
   * @throws SettingsException if a value is bad
   */
  Settings read(Config values) {
    return new SettingsLoader(environment, properties).read(values, ConfigFactory.empty(), this);
  }
}
