package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.FallbackSettings.Cache;
import io.switchgear.config.FallbackSettings.Fixed;
import io.switchgear.config.FallbackSettings.OtherTool;
import io.switchgear.config.FallbackSettings.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackSettingsTest {

  @Test
  void everyKindOfStepCanBeWritten(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my.conf"),
            """
            switchgear.tools.nmap.fallback = [
              { cache { max-age = 24h } }
              { tool { name = port_scan, arguments = [targets, ports] } }
              { queue {} }
              { static { text = "Ask Ann.", structured { hosts = [], ok = true } } }
            ]
            """);
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    Settings settings = new SettingsLoader(Map.of(), properties).load(Optional.of(file), Map.of());
    ObjectNode structured = (ObjectNode) new ObjectMapper().readTree("{\"hosts\":[],\"ok\":true}");
    assertEquals(
        List.of(
            new Cache(Duration.ofHours(24)),
            new OtherTool("port_scan", List.of("targets", "ports")),
            new Queue(),
            new Fixed("Ask Ann.", Optional.of(structured))),
        settings.tool("nmap").fallback().steps());
    assertTrue(settings.tool("nmap").fallback().needsStore());
    assertFalse(settings.tool("port_scan").fallback().needsStore());
    assertEquals(FallbackSettings.NONE, settings.tool("port_scan").fallback());
  }
}
