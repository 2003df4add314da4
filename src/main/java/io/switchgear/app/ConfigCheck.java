package io.switchgear.app;

import io.switchgear.config.Settings;
import java.util.Optional;

/** What only the tools themselves know of settings: whether fallbacks name what is there. */
final class ConfigCheck {

  private ConfigCheck() {}

  /**
   * @throws io.switchgear.config.SettingsException if they could not be started with
   */
  static void check(Settings settings) {
    Fallbacks standby = new Fallbacks(() -> settings, Optional.empty());
    try (standby;
        ConfiguredTools toolbox = new ConfiguredTools(settings, standby.tools())) {
      standby.check(toolbox.tools());
    }
  }
}
