package io.switchgear.app;

import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.fallback.CallQueue;
import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.config.Settings;
import io.switchgear.tools.ConfiguredTools;
import java.util.Optional;

/** Checks what only the tools know of settings: whether fallbacks name tools that exist. */
final class ConfigCheck {

  private ConfigCheck() {}

  /**
   * @throws io.switchgear.config.SettingsException if the server could not start with the settings
   */
  static void check(Settings settings) {
    try (Fallbacks fallbacks =
            new Fallbacks(() -> settings, Optional.empty(), ConfigCheck::noQueue);
        ConfiguredTools configured = new ConfiguredTools()) {
      fallbacks.check(new ToolLayers(configured::tools, settings, fallbacks.tools()).tools());
    }
  }

  private static CallQueue noQueue() {
    throw new IllegalStateException("no calls run");
  }
}
