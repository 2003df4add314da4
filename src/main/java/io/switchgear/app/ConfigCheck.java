package io.switchgear.app;

import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.config.Settings;
import io.switchgear.tool.Tool;
import io.switchgear.tools.ConfiguredTools;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks what only the tools know of settings: whether fallbacks name tools that exist. */
final class ConfigCheck {

  private ConfigCheck() {}

  /**
   * @throws io.switchgear.config.SettingsException if the server could not start with the settings
   */
  static void check(Settings settings) {
    try (Fallbacks fallbacks = new Fallbacks(() -> settings, Optional.empty());
        ConfiguredTools configured = new ConfiguredTools()) {
      List<Tool> tools = configured.tools(settings);
      fallbacks.check(Stream.concat(tools.stream(), fallbacks.tools().stream()).toList());
    }
  }
}
