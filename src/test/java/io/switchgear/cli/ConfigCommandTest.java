package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("network")
@Tag("process")
class ConfigCommandTest {

  @TempDir Path folder;
  private Path file;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void name() {
    file = folder.resolve("my.conf");
  }

  private String run(int code, String... args) {
    terminal.out.getBuffer().setLength(0);
    terminal.err.getBuffer().setLength(0);
    assertEquals(code, terminal.run(args), () -> terminal.out + "" + terminal.err);
    return terminal.out + "" + terminal.err;
  }

  @Test
  void checkTellsAllProblemsWithTheirLines() throws IOException {
    Files.writeString(file, "switchgear {\n  http.port = 70000\n  drills.enabld = true\n}\n");
    String said = run(2, "config", "check", file.toString());
    assertTrue(said.contains("switchgear.http.port = 70000 (" + file + ":2)"), said);
    assertTrue(said.contains("switchgear.drills.enabld (" + file + ":3): unknown key"), said);
    Files.writeString(
        file, "switchgear.tools.nmap.fallback = [{tool {name = zmap, arguments = []}}]");
    assertTrue(
        run(2, "config", "check", file.toString())
            .contains("switchgear.tools.nmap.fallback: there is no tool 'zmap'"));
    Files.writeString(file, "switchgear.tools.nmap.fallback = [{queue {}}]");
    assertEquals(file + " is valid.\n", run(0, "config", "check", file.toString()));
    run(2, "config", "check");
    run(2, "config", "show", file.toString());
  }

  @Test
  void showTellsWhereEachValueComesFromAndNoSecret() throws IOException {
    Path secret = Files.writeString(folder.resolve("s"), "0123456789abcdef");
    Files.writeString(
        file,
        "switchgear.webhooks = [{url = \"https://ops.example/pl4nted\", secret-file = \"%s\"}]"
            .formatted(secret));
    String shown = run(0, "config", "show", "--config", file.toString());
    assertTrue(shown.contains("switchgear.http.port = 8080  # default\n"), shown);
    assertTrue(shown.contains("# " + file + ":1\n"), shown);
    assertFalse(shown.contains("pl4nted"), shown);
    assertFalse(shown.contains("0123456789abcdef"), shown);
  }

  @Test
  void referencePrintsTheDocument() throws IOException {
    assertEquals(Files.readString(Path.of("docs/configuration.md")), run(0, "config", "reference"));
    run(2, "config", "reference", file.toString());
  }

  @Test
  void reloadTellsWhatHasChangedOrWhyNothingHas() throws IOException {
    Files.writeString(file, "switchgear.reload.watch = off\n");
    Settings settings =
        Settings.load(
            Optional.of(file),
            Map.of("switchgear.http.port", "0", "switchgear.data-dir", folder + "/data"));
    try (Switchgear server = Switchgear.serve(settings)) {
      String url = server.url().orElseThrow().toString();
      assertEquals("Nothing has changed.\n", run(0, "config", "reload", "--url", url));
      Files.writeString(
          file,
          """
          switchgear.reload.watch = off
          switchgear.tools.nmap.call-timeout = 77s
          switchgear.http.max-connections = 7
          """);
      assertEquals(
          """
          switchgear.tools.nmap.call-timeout: "600s" -> "77s"
          These changes need a restart:
          switchgear.http.max-connections: 8192 -> 7
          """,
          run(0, "config", "reload", "--url", url));
      assertTrue(
          run(0, "config", "show", "--url", url)
              .contains("switchgear.tools.nmap.call-timeout = \"77s\"  # " + file + ":2\n"));
      Files.writeString(file, "switchgear.http.port = no\nswitchgear.targets.per = host\n");
      String refused = run(2, "config", "reload", "--url", url);
      assertTrue(refused.contains("the server keeps its current one"), refused);
      assertTrue(refused.contains("switchgear.targets.per = \"host\" (" + file + ":2)"), refused);
    }
  }
}
