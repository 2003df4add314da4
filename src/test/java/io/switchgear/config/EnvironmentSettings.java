package io.switchgear.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Settings as a process with that environment reads them. */
public final class EnvironmentSettings {

  private EnvironmentSettings() {}

  /**
   * @throws SettingsException if a variable sets no key or a value is bad
   */
  public static Settings load(Map<String, String> environment, Optional<Path> file) {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/var/lib/switchgear");
    return new SettingsLoader(environment, properties).load(file, Map.of());
  }
}
