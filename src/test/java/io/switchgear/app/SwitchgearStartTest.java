package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.Settings;
import io.switchgear.tools.ConfiguredTools;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing behind. */
@Tag("network")
@Tag("process")
class SwitchgearStartTest {

  @TempDir Path folder;

  private Settings settings() {
    return Settings.load(
        Optional.empty(),
        Map.of("switchgear.data-dir", folder.toString(), "switchgear.http.port", "0"));
  }

  @Test
  void twoToolsOfOneNameAreRefusedAndTheDataFolderIsFreeAgain() {
    try (ConfiguredTools same = new ConfiguredTools()) {
      Extensions again = Extensions.of(same.tools(settings()));
      StartupException refused =
          assertThrows(StartupException.class, () -> Switchgear.serve(settings(), again));
      assertEquals(
          "two tools are named 'nmap': every tool needs a name of its own", refused.getMessage());
    }
    try (Switchgear app = Switchgear.serve(settings())) {
      assertTrue(app.url().isPresent());
    }
  }
}
